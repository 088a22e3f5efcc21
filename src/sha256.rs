//! SHA-256 (<https://csrc.nist.gov/pubs/fips/180-4/upd1/final>), for derived ids only: short texts, once an order.
//!
//! Ours because of bytes: the smallest crate found cost the module about 2,100 bytes of code. A test compares the two.

/// The round constants, of the first 64 primes 32 bits of the cube roots' fractions, and the first state, of the first 8 primes 32 bits of the
/// square roots' fractions. Computed: their 288 bytes are the kind that does not compress.
fn constants() -> ([u32; 64], [u32; 8]) {
    let (mut rounds, mut start) = ([0; 64], [0; 8]);
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
            if count < 8 {
                start[count] = fraction(prime.sqrt());
            }
            count += 1;
        }
    }
    (rounds, start)
}

fn fraction(number: f64) -> u32 {
    ((number - number.floor()) * 4_294_967_296.0) as u32
}

/// The digest of what `read(from, buffer)` gives: it fills the buffer from byte `from` on and says how many bytes there were.
pub fn digest(read: &mut dyn FnMut(u32, &mut [u8; 64]) -> usize) -> [u32; 8] {
    let (rounds, mut state) = constants();
    let (mut total, mut ended) = (0, false);
    loop {
        let mut block = [0; 64];
        let length = if ended { 0 } else { read(total, &mut block) };
        total += length as u32;
        if length < 64 {
            if !ended {
                block[length & 63] = 0x80;
                ended = true;
            }
            if length < 56 {
                block[56..].copy_from_slice(&(u64::from(total) * 8).to_be_bytes());
                compress(&mut state, &block, &rounds);
                return state;
            }
        }
        compress(&mut state, &block, &rounds);
    }
}

fn compress(state: &mut [u32; 8], block: &[u8; 64], rounds: &[u32; 64]) {
    let mut words = [0u32; 16];
    let mut v = *state;
    for round in 0..64 {
        let at = |back: usize| (round + 16 - back) & 15;
        let word = if round < 16 {
            let bytes = &block[round * 4..round * 4 + 4];
            u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
        } else {
            let (early, late) = (words[at(15)], words[at(2)]);
            let spread = (early.rotate_right(7) ^ early.rotate_right(18) ^ early >> 3)
                .wrapping_add(late.rotate_right(17) ^ late.rotate_right(19) ^ late >> 10);
            words[at(16)].wrapping_add(words[at(7)]).wrapping_add(spread)
        };
        words[round & 15] = word;
        let choice = v[4] & v[5] ^ !v[4] & v[6];
        let majority = v[0] & v[1] ^ v[0] & v[2] ^ v[1] & v[2];
        let one = (v[4].rotate_right(6) ^ v[4].rotate_right(11) ^ v[4].rotate_right(25))
            .wrapping_add(v[7])
            .wrapping_add(choice)
            .wrapping_add(rounds[round])
            .wrapping_add(word);
        let two = (v[0].rotate_right(2) ^ v[0].rotate_right(13) ^ v[0].rotate_right(22)).wrapping_add(majority);
        for index in (1..8).rev() {
            v[index] = v[index - 1];
        }
        v[4] = v[4].wrapping_add(one);
        v[0] = one.wrapping_add(two);
    }
    for (own, new) in state.iter_mut().zip(v) {
        *own = own.wrapping_add(new);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_crates_digest_at_every_length() {
        let text: Vec<u8> = (0..300u32).map(|byte| (byte * 7) as u8).collect();
        for length in 0..text.len() {
            let text = &text[..length];
            let ours = digest(&mut |from, buffer| {
                let rest = &text[(from as usize).min(length)..];
                let most = rest.len().min(64);
                buffer[..most].copy_from_slice(&rest[..most]);
                most
            });
            let bytes: Vec<u8> = ours.iter().flat_map(|word| word.to_be_bytes()).collect();
            assert_eq!(bytes, hmac_sha256::Hash::hash(text), "{length} bytes");
        }
    }
}
