//! SHA-256 (<https://csrc.nist.gov/pubs/fips/180-4/upd1/final>), for derived ids only: short texts, once an
//! order.
//!
//! It is written here because of bytes: the smallest crate found cost the module about 2,100 bytes of code.
//! A test compares the two.

/// Where the memory has the words of the block, each with the constant of its round behind it.
///
/// The memory is one array, and all that a round reads and writes has a fixed distance from the round's
/// place. That makes the smallest code. Round after round, the place moves on by two. From the place on are
/// the eight variables, in the order `d h c g b f a e`. A round writes its `a` and `e` behind them.
const WORDS: usize = 2 * 64 + 8;
const LENGTH: usize = WORDS + 2 * 64;

/// The first half of the digest of so many bytes. `read(at)` gives the four from byte `at` on as one number,
/// the first the highest, and zeros for those behind the end.
pub fn digest(length: u32, read: impl Fn(u32) -> u32) -> [u32; 4] {
    let mut memory = [0u32; LENGTH];
    compute_constants(&mut memory);
    let mut at = 0;
    // Behind the text are a bit and, at the end of a block, its length.
    while at < length + 9 {
        for round in 0..64 {
            let (place, words) = (2 * round, WORDS + 2 * round);
            let word = if round < 16 {
                let left = length.wrapping_sub(at);
                let word = read(at);
                at += 4;
                if round == 15 && at >= length + 9 {
                    length * 8
                } else if left < 4 {
                    word | 0x8000_0000 >> (left * 8)
                } else {
                    word
                }
            } else {
                // The words of 15 and of 2 rounds before.
                let (early, late) = (memory[words - 30], memory[words - 4]);
                let spread = (early.rotate_right(7) ^ early.rotate_right(18) ^ early >> 3)
                    .wrapping_add(late.rotate_right(17) ^ late.rotate_right(19) ^ late >> 10);
                memory[words - 32].wrapping_add(memory[words - 14]).wrapping_add(spread)
            };
            memory[words] = word;
            let (a, b, c) = (memory[place + 6], memory[place + 4], memory[place + 2]);
            let (e, f, g) = (memory[place + 7], memory[place + 5], memory[place + 3]);
            let one = (e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25))
                .wrapping_add(memory[place + 1])
                .wrapping_add(e & f ^ !e & g)
                .wrapping_add(memory[words + 1])
                .wrapping_add(word);
            let two = (a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22))
                .wrapping_add(a & b ^ a & c ^ b & c);
            memory[place + 9] = memory[place].wrapping_add(one);
            memory[place + 8] = one.wrapping_add(two);
        }
        for index in 0..8 {
            memory[index] = memory[index].wrapping_add(memory[2 * 64 + index]);
        }
    }
    [memory[6], memory[4], memory[2], memory[0]]
}

/// The round constants: of the first 64 primes 32 bits of the cube roots' fractions. And the first state: of
/// the first 8 primes 32 bits of the square roots' fractions. Computed, because their 288 bytes are of the
/// kind that does not compress.
#[inline(always)]
fn compute_constants(memory: &mut [u32; LENGTH]) {
    let (mut count, mut number) = (0, 2u32);
    while count < 64 {
        let mut divisor = 2;
        while number % divisor != 0 {
            divisor += 1;
        }
        if divisor == number {
            let prime = f64::from(number);
            let mut root = 8.0;
            for _ in 0..12 {
                // Newton's method. A double's 53 bits are enough for the 35 that are wanted.
                root -= (root * root * root - prime) / (3.0 * root * root);
            }
            memory[WORDS + 2 * count + 1] = fraction(root);
            if count < 8 {
                memory[6 - count % 4 * 2 + count / 4] = fraction(prime.sqrt());
            }
            count += 1;
        }
        number += 1;
    }
}

fn fraction(root: f64) -> u32 {
    ((root - root.floor()) * 4_294_967_296.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_crates_digest_at_every_length() {
        let text: Vec<u8> = (0..300u32).map(|byte| (byte * 7) as u8).collect();
        for length in 0..text.len() {
            let text = &text[..length];
            let byte = |at: u32| u32::from(text.get(at as usize).copied().unwrap_or(0));
            let ours = digest(length as u32, |at| (0..4).fold(0, |word, next| word << 8 | byte(at + next)));
            let bytes: Vec<u8> = ours.iter().flat_map(|word| word.to_be_bytes()).collect();
            assert_eq!(bytes, hmac_sha256::Hash::hash(text)[..16], "{length} bytes");
        }
    }
}
