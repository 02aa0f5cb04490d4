//! Bytes to text: files come in windows-1252 and UTF-16 too, and in chunks that cut a character in two.

use cadenza::audience::{Encoding, How, Mapped, Mapping, Meaning, ReadOptions, Reader, sniff};
use cadenza::model::Field;

/// The first cell below the header of a file fed in chunks of so many bytes.
fn cell(encoding: Encoding, bytes: &[u8], chunk: usize) -> String {
    let options = ReadOptions { encoding, delimiter: ',', header_row: Some(1) };
    let mut reader = Reader::new(&options);
    bytes.chunks(chunk).for_each(|bytes| reader.feed(bytes).unwrap());
    let raw = reader.finish().unwrap();
    let field = Field::Custom("note".to_owned());
    let column = Mapped {
        header: "Note".to_owned(),
        meaning: Meaning::Field(field.clone()),
        how: How::ByHand,
        kind: Some(cadenza::model::FieldKind::Text),
        date_order: None,
        consent: None,
        decimal_sign: None,
        name_order: None,
        zones: Vec::new(),
    };
    let imported = raw.import(&Mapping { columns: vec![column], ..Mapping::default() }, 1);
    imported.columns.text(0, &field).unwrap().into_owned()
}

#[test]
fn every_byte_of_windows_1252_is_the_character_that_a_browser_shows() {
    let mut bytes = b"Note\nx".to_vec();
    bytes.extend((0x80..=0xff).filter(|byte| ![0x81, 0x8d, 0x8f, 0x90, 0x9d, 0xa0].contains(byte)));
    bytes.extend(b"x\n");
    let expected = "x€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ¡¢£¤¥¦§¨©ª«¬\u{ad}®¯°±²³´µ¶·¸¹º»¼½¾¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿx";
    assert_eq!(cell(Encoding::Windows1252, &bytes, 7), expected);
}

#[test]
fn utf_16_is_read_whole_wherever_a_chunk_cuts_it() {
    let text = "Note\nLöwenstein 東京 𝄞 ok\n";
    for is_big in [false, true] {
        let bytes: Vec<u8> = text
            .encode_utf16()
            .flat_map(|unit| if is_big { unit.to_be_bytes() } else { unit.to_le_bytes() })
            .collect();
        let encoding = if is_big { Encoding::Utf16Be } else { Encoding::Utf16Le };
        for chunk in 1..=bytes.len() {
            assert_eq!(cell(encoding, &bytes, chunk), "Löwenstein 東京 𝄞 ok", "chunks of {chunk}");
        }
    }
}

#[test]
fn half_a_character_of_utf_16_is_shown_as_one_that_is_missing() {
    let units = [u16::from(b'N'), u16::from(b'o'), u16::from(b't'), u16::from(b'e'), 10];
    for (odd, shown) in [
        (vec![0xd834, 0x61], "\u{fffd}a"),
        (vec![0xdd1e, 0x61], "\u{fffd}a"),
        (vec![0xd834, 0xd834, 0xdd1e], "\u{fffd}𝄞"),
        (vec![0x61, 0xd834], "a\u{fffd}"),
    ] {
        let bytes: Vec<u8> = units.iter().chain(&odd).flat_map(|unit: &u16| unit.to_le_bytes()).collect();
        assert_eq!(cell(Encoding::Utf16Le, &bytes, 3), shown);
    }
}

#[test]
fn a_byte_order_mark_says_which_utf_16_it_is_and_is_no_part_of_the_header() {
    for (mark, is_big) in [([0xff, 0xfe], false), ([0xfe, 0xff], true)] {
        let rest = "Email,Name\nada@a.example,Ada\n".encode_utf16();
        let bytes: Vec<u8> = mark
            .into_iter()
            .chain(rest.flat_map(|unit| if is_big { unit.to_be_bytes() } else { unit.to_le_bytes() }))
            .collect();
        let sniffed = sniff(&bytes).unwrap();
        assert_eq!(sniffed.columns[0].header, "Email");
        assert_eq!(sniffed.options.encoding, if is_big { Encoding::Utf16Be } else { Encoding::Utf16Le });
    }
}
