//! serde_json and jsonschema: ../README.md has the protocol.
use std::io::{Read, Result, Write};

use jsonschema::{PatternOptions, Validator};

fn take(input: &mut impl Read, size: usize) -> Result<Vec<u8>> {
    let mut bytes = vec![0; size];
    input.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn number(input: &mut impl Read) -> Result<usize> {
    let mut bytes = [0; 4];
    input.read_exact(&mut bytes)?;
    Ok(u32::from_le_bytes(bytes) as usize)
}

fn conforms(validator: &Validator, message: &[u8]) -> bool {
    match serde_json::from_slice(message) {
        Ok(value) => validator.is_valid(&value),
        Err(_) => false,
    }
}

fn run() -> Result<()> {
    let mut input = std::io::stdin().lock();
    let mut output = std::io::stdout().lock();
    let size = number(&mut input)?;
    let schema: serde_json::Value = serde_json::from_slice(&take(&mut input, size)?)?;
    let validator = jsonschema::options()
        .with_pattern_options(PatternOptions::regex())
        .build(&schema)
        .map_err(std::io::Error::other)?;
    let mut messages = Vec::new();
    for _ in 0..number(&mut input)? {
        let size = number(&mut input)?;
        messages.push(take(&mut input, size)?);
    }
    loop {
        if take(&mut input, 1)?[0] == b'j' {
            let message = number(&mut input)?;
            output.write_all(&[conforms(&validator, &messages[message]) as u8])?;
        } else {
            let count = messages.iter().filter(|message| conforms(&validator, message)).count();
            output.write_all(&(count as u32).to_le_bytes())?;
        }
        output.flush()?;
    }
}

fn main() {
    if let Err(error) = run() {
        if error.kind() != std::io::ErrorKind::UnexpectedEof {
            eprintln!("{error}");
            std::process::exit(1);
        }
    }
}
