//! SHA-256 (<https://csrc.nist.gov/pubs/fips/180-4/upd1/final>), for derived ids only: short texts, once an order.
//!
//! Ours because of bytes: the smallest crate found cost the module about 2,100 bytes of code. A test compares the two.

/// The first half of the digest of so many bytes. `read(at)` gives the four from byte `at` on as one number, the first the highest, and zeros for those behind
/// the end.
///
/// The standard's eight variables are two, each with its last values: what it calls `a` to `d` are four in a row of `a`, and `e` to `h` of `e`. They grow
/// downwards, and what is behind the 64 rounds of a block is the state.
pub fn digest(length: u32, read: impl Fn(u32) -> u32) -> [u32; 4] {
    let (mut rounds, mut words, mut a, mut e) = ([0u32; 64], [0u32; 64], [0u32; 68], [0u32; 68]);
    constants(&mut rounds, &mut a, &mut e);
    let mut at = 0;
    // Behind the text are a bit and, at the end of a block, its length.
    while at < length + 9 {
        for round in 0..64 {
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
                let (early, late) = (words[round - 15], words[round - 2]);
                let spread = (early.rotate_right(7) ^ early.rotate_right(18) ^ early >> 3)
                    .wrapping_add(late.rotate_right(17) ^ late.rotate_right(19) ^ late >> 10);
                words[round - 16].wrapping_add(words[round - 7]).wrapping_add(spread)
            };
            words[round] = word;
            let now = 64 - round;
            let choice = e[now] & e[now + 1] ^ !e[now] & e[now + 2];
            let majority = a[now] & a[now + 1] ^ a[now] & a[now + 2] ^ a[now + 1] & a[now + 2];
            let one = (e[now].rotate_right(6) ^ e[now].rotate_right(11) ^ e[now].rotate_right(25))
                .wrapping_add(e[now + 3])
                .wrapping_add(choice)
                .wrapping_add(rounds[round])
                .wrapping_add(word);
            let two = (a[now].rotate_right(2) ^ a[now].rotate_right(13) ^ a[now].rotate_right(22))
                .wrapping_add(majority);
            e[now - 1] = a[now + 3].wrapping_add(one);
            a[now - 1] = one.wrapping_add(two);
        }
        for index in 0..4 {
            a[64 + index] = a[64 + index].wrapping_add(a[index]);
            e[64 + index] = e[64 + index].wrapping_add(e[index]);
        }
    }
    [a[64], a[65], a[66], a[67]]
}

/// The round constants, of the first 64 primes 32 bits of the cube roots' fractions, and the first state, of the first 8 primes 32 bits of the
/// square roots' fractions. Computed: their 288 bytes are the kind that does not compress.
fn constants(rounds: &mut [u32; 64], a: &mut [u32; 68], e: &mut [u32; 68]) {
    let (mut count, mut number) = (0, 1u32);
    while count < 64 {
        number += 1;
        if (2..number).all(|divisor| number % divisor != 0) {
            let prime = f64::from(number);
            let mut root = 8.0;
            for _ in 0..12 {
                // Newton's; a double's 53 bits are enough for the 35 wanted.
                root -= (root * root * root - prime) / (3.0 * root * root);
            }
            rounds[count] = fraction(root);
            if count < 4 {
                a[64 + count] = fraction(prime.sqrt());
            } else if count < 8 {
                e[60 + count] = fraction(prime.sqrt());
            }
            count += 1;
        }
    }
}

fn fraction(number: f64) -> u32 {
    ((number - number.floor()) * 4_294_967_296.0) as u32
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
