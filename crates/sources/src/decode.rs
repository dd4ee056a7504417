//! From the bytes of a file to UTF-8, whatever a tool wrote it in.
//!
//! A byte order mark decides between UTF-8 and UTF-16. Without one, text that is not UTF-8 is
//! taken as windows-1252, which reads every byte; whoever calls says so in a note.

use std::{
    borrow::Cow,
    io::{self, BufRead, BufReader, Read},
};

use encoding_rs::{Decoder, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// A line, or a row of a line format, may have this many bytes: 16 MiB.
pub const LINE_BYTES_MOST: usize = 16 << 20;
/// A file that must be read whole may have this many bytes: 1 GiB.
pub const FILE_BYTES_MOST: u64 = 1 << 30;

/// So much of a file is looked at to decide how it is written.
const START_BYTES: u64 = 8 << 10;

/// A file without its byte order mark, and in UTF-8 where a mark said UTF-16.
pub(crate) type Decoded = BufReader<Box<dyn Read>>;

/// Looks for a byte order mark and decodes by it.
pub(crate) fn decoded(mut reader: Box<dyn Read>) -> io::Result<Decoded> {
    let mut start = Vec::new();
    reader.by_ref().take(START_BYTES).read_to_end(&mut start)?;
    let utf16 = match start.as_slice() {
        [0xFF, 0xFE, ..] => Some(UTF_16LE),
        [0xFE, 0xFF, ..] => Some(UTF_16BE),
        _ => None,
    };
    let marked = usize::from(start.starts_with(&[0xEF, 0xBB, 0xBF])) * 3;
    let rest = io::Cursor::new(start.split_off(marked)).chain(reader);
    let plain: Box<dyn Read> = match utf16 {
        // The decoder takes the mark away itself.
        Some(encoding) => Box::new(Transcoding {
            inner: Box::new(rest),
            decoder: encoding.new_decoder(),
            ready: Vec::new(),
            at: 0,
            ended: false,
        }),
        None => Box::new(rest),
    };
    Ok(BufReader::with_capacity(64 << 10, plain))
}

/// UTF-16 becomes UTF-8 while it is read.
struct Transcoding {
    inner: Box<dyn Read>,
    decoder: Decoder,
    ready: Vec<u8>,
    at: usize,
    ended: bool,
}

impl Read for Transcoding {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at == self.ready.len() && !self.ended {
            let mut chunk = [0; 8192];
            let count = self.inner.read(&mut chunk)?;
            self.ended = count == 0;
            // Four bytes of UTF-8 at most for each two of UTF-16, and some for what was held back.
            self.ready.resize(count * 2 + 16, 0);
            let (_, _, written, _) =
                self.decoder
                    .decode_to_utf8(&chunk[..count], &mut self.ready, self.ended);
            self.ready.truncate(written);
            self.at = 0;
        }
        let count = out.len().min(self.ready.len() - self.at);
        out[..count].copy_from_slice(&self.ready[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

/// Whether text had to be guessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// It was UTF-8, or a mark said UTF-16.
    Stated,
    /// It was taken as windows-1252.
    Guessed,
}

/// Bytes as text.
pub(crate) fn text(bytes: &[u8]) -> (Cow<'_, str>, Encoding) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), Encoding::Stated),
        Err(_) => (
            WINDOWS_1252.decode_without_bom_handling(bytes).0,
            Encoding::Guessed,
        ),
    }
}

/// The next line of a file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// A line, and whether a line end closed it.
    Read(Vec<u8>, Closed),
    /// A line over the limit; it was skipped without being kept.
    TooLong,
    /// There is none.
    End,
}

/// Whether a line has its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Closed {
    /// A line end follows it.
    Yes,
    /// The file stops there.
    No,
}

/// Reads a line, never keeping more than the limit in memory.
pub(crate) fn next_line(reader: &mut impl BufRead) -> io::Result<Line> {
    let mut line = Vec::new();
    let mut seen = 0_usize;
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            return Ok(match seen {
                0 => Line::End,
                _ if seen > LINE_BYTES_MOST => Line::TooLong,
                _ => Line::Read(line, Closed::No),
            });
        }
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let part = &buffer[..end.unwrap_or(buffer.len())];
        seen += part.len();
        if seen <= LINE_BYTES_MOST {
            line.extend_from_slice(part);
        } else {
            line = Vec::new();
        }
        let used = part.len() + usize::from(end.is_some());
        reader.consume(used);
        if end.is_some() {
            return Ok(if seen > LINE_BYTES_MOST {
                Line::TooLong
            } else {
                if line.last() == Some(&b'\r') {
                    line.pop();
                }
                Line::Read(line, Closed::Yes)
            });
        }
        seen = seen.max(1);
    }
}

/// Why a file could not be read whole.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WholeError {
    /// The disk's or the network's turn.
    #[error("reading stopped: {0}")]
    Io(#[from] io::Error),
    /// Somebody must split the file.
    #[error("the file is larger than 1 GiB")]
    TooLarge,
}

/// A whole file as text.
pub(crate) fn whole(reader: Decoded) -> Result<(String, Encoding), WholeError> {
    let mut bytes = Vec::new();
    reader.take(FILE_BYTES_MOST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > FILE_BYTES_MOST {
        return Err(WholeError::TooLarge);
    }
    Ok(match String::from_utf8(bytes) {
        Ok(text) => (text, Encoding::Stated),
        Err(error) => {
            let text = WINDOWS_1252.decode_without_bom_handling(error.as_bytes()).0;
            (text.into_owned(), Encoding::Guessed)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (String, Encoding) {
        whole(decoded(Box::new(io::Cursor::new(bytes.to_vec()))).unwrap()).unwrap()
    }

    #[test]
    fn a_byte_order_mark_decides_and_is_taken_away() {
        assert_eq!(read(b"\xEF\xBB\xBFa"), ("a".to_owned(), Encoding::Stated));
        let utf16 = |mark: [u8; 2], bytes: fn(u16) -> [u8; 2]| {
            let mut all = mark.to_vec();
            all.extend("né 🦀".encode_utf16().flat_map(bytes));
            all
        };
        let little = utf16([0xFF, 0xFE], u16::to_le_bytes);
        let big = utf16([0xFE, 0xFF], u16::to_be_bytes);
        assert_eq!(read(&little), ("né 🦀".to_owned(), Encoding::Stated));
        assert_eq!(read(&big), ("né 🦀".to_owned(), Encoding::Stated));
    }

    #[test]
    fn long_utf16_survives_the_chunks_it_is_read_in() {
        let text = "aé漢🦀".repeat(5000);
        let mut bytes = vec![0xFF, 0xFE];
        bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(read(&bytes), (text, Encoding::Stated));
    }

    #[test]
    fn what_is_not_utf8_is_taken_as_windows_1252() {
        assert_eq!(read(b"caf\xE9"), ("café".to_owned(), Encoding::Guessed));
    }

    #[test]
    fn a_line_over_the_limit_is_skipped_and_the_next_one_is_read() {
        let long = io::repeat(b'x').take(LINE_BYTES_MOST as u64 + 1);
        let mut reader = BufReader::new(long.chain(&b"\nok"[..]));
        assert_eq!(next_line(&mut reader).unwrap(), Line::TooLong);
        assert_eq!(
            next_line(&mut reader).unwrap(),
            Line::Read(b"ok".to_vec(), Closed::No)
        );
        assert_eq!(next_line(&mut reader).unwrap(), Line::End);
    }

    #[test]
    fn an_empty_line_is_a_line() {
        let mut reader = BufReader::new(&b"\n\r\na"[..]);
        assert_eq!(
            next_line(&mut reader).unwrap(),
            Line::Read(Vec::new(), Closed::Yes)
        );
        assert_eq!(
            next_line(&mut reader).unwrap(),
            Line::Read(Vec::new(), Closed::Yes)
        );
        assert_eq!(
            next_line(&mut reader).unwrap(),
            Line::Read(b"a".to_vec(), Closed::No)
        );
    }
}
