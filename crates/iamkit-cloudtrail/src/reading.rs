//! Reading logs in a stream: records are handed on one by one, what is none is told with its place, and the rest goes on.
//!
//! A log is `{"Records": […]}` as CloudTrail delivers it, `{"Events": […]}` as `aws cloudtrail lookup-events` prints it, or
//! records one after the other, with or without line feeds between them, or a table in CSV, as the result of a query of
//! Athena or CloudTrail Lake; each of them gzipped or not.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use csv::StringRecord;
use flate2::bufread::MultiGzDecoder;
use serde::Deserialize;

use crate::frame::Frame;
use crate::list_start::{Start, Wrapping, list_start};
use crate::log_problem::{LogProblem, LogProblemKind};
use crate::record::LogRecord;
use crate::table::Columns;
use crate::text::RecordText;
use crate::window::Window;

/// No record is larger: CloudTrail bounds events at 1 MB, and what is no log shall not fill the memory.
const MAX_RECORD: usize = 16 << 20;

/// Where a record stands
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordPlace<'p> {
    /// The file.
    pub file: &'p Path,
    /// Which record of the file, from 1.
    pub record: u64,
    /// Where it begins in the unpacked file, in bytes.
    pub offset: u64,
}

/// What one log comes to
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReadTally {
    /// How many records there were.
    pub records: u64,
    /// How many bytes, unpacked.
    pub bytes: u64,
}

/// Whoever is given the records of logs.
pub trait Sink {
    /// Whether a record is wanted at all, by its text; one that isn't is not read.
    fn wants(&self, _text: &str) -> bool {
        true
    }

    /// Takes a record; the text is all of it.
    fn record(&mut self, place: RecordPlace<'_>, record: &LogRecord<'_>, text: &str);

    /// Takes what is wrong, and says whether reading goes on.
    fn problem(&mut self, problem: LogProblem) -> bool;
}

/// Reads one log in constant memory.
///
/// # Complexity
/// Linear in the unpacked file; in memory is one record and what is read ahead.
pub fn read_log(file: &Path, sink: &mut impl Sink) -> ReadTally {
    match File::open(file) {
        Ok(input) => read_log_from(file, BufReader::with_capacity(64 * 1024, input), sink),
        Err(error) => {
            let mut reader = Reader::new(file, sink);
            reader.problem(0, LogProblemKind::Unreadable, error.to_string());
            reader.tally
        }
    }
}

/// Reads one log that stands elsewhere than in a file, in constant memory; problems are told by the name.
///
/// # Complexity
/// As [`read_log`].
pub fn read_log_from(name: &Path, input: impl io::BufRead, sink: &mut impl Sink) -> ReadTally {
    let mut reader = Reader::new(name, sink);
    reader.open(input);
    reader.tally
}

/// What goes on in a log that is being read.
struct Reader<'r, S> {
    file: &'r Path,
    sink: &'r mut S,
    tally: ReadTally,
    is_packed: bool,
}

/// Whether there is more to read.
enum Next {
    More,
    End,
}

impl<'r, S: Sink> Reader<'r, S> {
    fn new(file: &'r Path, sink: &'r mut S) -> Self {
        Self { file, sink, tally: ReadTally::default(), is_packed: false }
    }

    fn open(&mut self, mut input: impl io::BufRead) {
        let start = match input.fill_buf() {
            Ok(start) => start,
            Err(error) => {
                self.problem(0, LogProblemKind::Unreadable, error.to_string());
                return;
            }
        };
        self.is_packed = start.starts_with(&[0x1f, 0x8b]);
        if self.is_packed {
            self.read(Window::new(MultiGzDecoder::new(input)));
        } else {
            self.read(Window::new(input));
        }
    }

    fn read(&mut self, mut window: Window<impl Read>) {
        // WHY: a decoder tells once that a file is broken, and then that it is over.
        match window.peek() {
            Ok(Some(0xef)) if window.rest().starts_with("\u{feff}".as_bytes()) => window.use_up(3),
            Ok(_) => {}
            Err(error) => {
                self.broken(&window, &error);
                return;
            }
        }
        match self.peek(&mut window) {
            Some(b'{' | b'[' | b',' | b']') | None => while matches!(self.top(&mut window), Next::More) {},
            Some(_) => self.table(&mut window),
        }
        self.tally.bytes = window.offset();
    }

    /// Reads a table, if it is one: a row with the names of its columns, and then one for each record.
    fn table(&mut self, window: &mut Window<impl Read>) {
        let columns = match self.row(window) {
            Ok(Some(row)) => {
                let cells = cells(window.rest().get(..row).unwrap_or_default());
                cells.ok().and_then(|cells| Columns::of(cells.iter()).map(|columns| (row, columns)))
            }
            _ => None,
        };
        let Some((header, columns)) = columns else {
            self.line_of_something_else(window);
            return;
        };
        window.use_up(header);
        while matches!(self.table_row(window, &columns), Next::More) {}
    }

    fn table_row(&mut self, window: &mut Window<impl Read>, columns: &Columns) -> Next {
        if self.peek(window).is_none() {
            return Next::End;
        }
        let length = match self.row(window) {
            Ok(Some(length)) => length,
            Ok(None) => return self.truncated(window),
            Err(next) => return next,
        };
        self.tally.records += 1;
        let offset = window.offset();
        let place = RecordPlace { file: self.file, record: self.tally.records, offset };
        let row = cells(window.rest().get(..length).unwrap_or_default());
        let record = row.and_then(|cells| columns.record(&cells.iter().collect::<Vec<_>>()));
        let next = match record.and_then(|text| self.hand_on_text(&text, place)) {
            Ok(()) => Next::More,
            Err(message) => self.problem_at(offset, LogProblemKind::NoRecord, message),
        };
        window.use_up(length);
        next
    }

    /// How long the row is that the window begins with: to a line feed outside of quotes, or the end of the file; none
    /// where that is within quotes.
    fn row(&mut self, window: &mut Window<impl Read>) -> Result<Option<usize>, Next> {
        let (mut at, mut is_quoted) = (0, false);
        loop {
            while let Some(found) =
                window.rest().get(at..).and_then(|rest| memchr::memchr2(b'"', b'\n', rest))
            {
                at += found + 1;
                match window.rest().get(at - 1) {
                    Some(b'"') => is_quoted = !is_quoted,
                    _ if is_quoted => {}
                    _ => return Ok(Some(at)),
                }
            }
            at = window.rest().len();
            if MAX_RECORD < at {
                let message = format!("a record has at most {MAX_RECORD} bytes, this one has more");
                self.problem(window.offset(), LogProblemKind::NoRecord, message);
                window.use_up(at);
                // Whether what follows is within quotes isn't known.
                return Err(Next::End);
            }
            match window.more() {
                Ok(true) => {}
                Ok(false) => return Ok((!is_quoted).then_some(at)),
                Err(error) => return Err(self.broken(window, &error)),
            }
        }
    }

    /// Reads what stands at the top of the file: a record, or an object that holds a list of them.
    fn top(&mut self, window: &mut Window<impl Read>) -> Next {
        match self.peek(window) {
            None => Next::End,
            Some(b'{') => match self.list_behind(window) {
                Some(Ok((length, wrapping))) => {
                    window.use_up(length);
                    self.list(window, wrapping)
                }
                Some(Err(next)) => next,
                None => self.record(window, Wrapping::Plain),
            },
            // What joins files of records.
            Some(b',' | b'[' | b']') => {
                window.use_up(1);
                Next::More
            }
            Some(_) => self.line_of_something_else(window),
        }
    }

    /// How long the beginning of an object is that holds a list of records; nothing where it is none.
    fn list_behind(&mut self, window: &mut Window<impl Read>) -> Option<Result<(usize, Wrapping), Next>> {
        loop {
            match list_start(window.rest()) {
                Start::List(length, wrapping) => return Some(Ok((length, wrapping))),
                Start::Other => return None,
                Start::Unfinished => match window.more() {
                    Ok(true) => {}
                    Ok(false) => return None,
                    Err(error) => return Some(Err(self.broken(window, &error))),
                },
            }
        }
    }

    fn list(&mut self, window: &mut Window<impl Read>, wrapping: Wrapping) -> Next {
        loop {
            match self.peek(window) {
                Some(b'{') => {
                    if let Next::End = self.record(window, wrapping) {
                        return Next::End;
                    }
                }
                Some(b',') => window.use_up(1),
                Some(b']') => return self.behind_list(window),
                Some(_) => {
                    // WHY: what is no object in a list is skipped up to the next one, lest one text costs a file.
                    if let Next::End = self.something_else(window) {
                        return Next::End;
                    }
                }
                None => return self.truncated(window),
            }
        }
    }

    /// Skips the rest of the object that held a list.
    fn behind_list(&mut self, window: &mut Window<impl Read>) -> Next {
        window.use_up(1);
        loop {
            match self.peek(window) {
                None => return self.truncated(window),
                Some(b'}') => {
                    window.use_up(1);
                    return Next::More;
                }
                Some(b'{' | b'[') => match self.cut(window) {
                    Ok(length) => window.use_up(length),
                    Err(next) => return next,
                },
                Some(b'"') => {
                    let length = text_length(window.rest());
                    window.use_up(length.max(1));
                }
                Some(_) => window.use_up(1),
            }
        }
    }

    fn record(&mut self, window: &mut Window<impl Read>, wrapping: Wrapping) -> Next {
        let length = match self.cut(window) {
            Ok(length) => length,
            Err(next) => return next,
        };
        self.tally.records += 1;
        let (offset, bytes) = (window.offset(), window.rest().get(..length).unwrap_or_default());
        let next = match self.hand_on(bytes, offset, wrapping) {
            Ok(()) => Next::More,
            Err(message) => self.problem_at(offset, LogProblemKind::NoRecord, message),
        };
        window.use_up(length);
        next
    }

    fn hand_on(&mut self, bytes: &[u8], offset: u64, wrapping: Wrapping) -> Result<(), String> {
        let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
        let place = RecordPlace { file: self.file, record: self.tally.records, offset };
        if let Wrapping::LookedUp = wrapping {
            let event: LookedUp<'_> = serde_json::from_str(text).map_err(|error| error.to_string())?;
            return self.hand_on_text(event.text.as_str(), place);
        }
        self.hand_on_text(text, place)
    }

    fn hand_on_text(&mut self, text: &str, place: RecordPlace<'_>) -> Result<(), String> {
        if self.sink.wants(text) {
            self.sink.record(place, &parsed(text)?, text);
        }
        Ok(())
    }

    /// How long the object is that the window begins with.
    fn cut(&mut self, window: &mut Window<impl Read>) -> Result<usize, Next> {
        let mut frame = Frame::default();
        loop {
            if let Some(length) = frame.end(window.rest()) {
                return Ok(length);
            }
            if MAX_RECORD < window.rest().len() {
                let message = format!("a record has at most {MAX_RECORD} bytes, this one has more");
                let next = self.problem(window.offset(), LogProblemKind::NoRecord, message);
                window.use_up(window.rest().len());
                return Err(match next {
                    Next::More => self.line_of_something_else_silently(window),
                    Next::End => Next::End,
                });
            }
            match window.more() {
                Ok(true) => {}
                Ok(false) => return Err(self.truncated(window)),
                Err(error) => return Err(self.broken(window, &error)),
            }
        }
    }

    fn peek(&mut self, window: &mut Window<impl Read>) -> Option<u8> {
        window.peek().unwrap_or_else(|error| {
            self.broken(window, &error);
            None
        })
    }

    /// Tells of something that is neither an object nor what stands around one, and skips the line.
    fn line_of_something_else(&mut self, window: &mut Window<impl Read>) -> Next {
        let kind = if self.tally.records == 0 { LogProblemKind::NoLog } else { LogProblemKind::NoRecord };
        self.tally.records += 1;
        match self.problem_at(window.offset(), kind, "expected `{`".to_owned()) {
            // A file that doesn't begin as a log is none.
            Next::More if kind == LogProblemKind::NoRecord => self.line_of_something_else_silently(window),
            next => {
                window.use_up(window.rest().len());
                if let (Next::More, LogProblemKind::NoLog) = (&next, kind) { Next::End } else { next }
            }
        }
    }

    fn line_of_something_else_silently(&mut self, window: &mut Window<impl Read>) -> Next {
        loop {
            if let Some(end) = memchr::memchr(b'\n', window.rest()) {
                window.use_up(end);
                return Next::More;
            }
            window.use_up(window.rest().len());
            match window.more() {
                Ok(true) => {}
                Ok(false) => return Next::End,
                Err(error) => return self.broken(window, &error),
            }
        }
    }

    /// Tells of something in a list that is no object, and skips it.
    fn something_else(&mut self, window: &mut Window<impl Read>) -> Next {
        self.tally.records += 1;
        let offset = window.offset();
        let length = match window.rest().first() {
            Some(b'"') => text_length(window.rest()),
            _ => window.rest().iter().take_while(|byte| !matches!(byte, b',' | b']' | b'{')).count(),
        };
        window.use_up(length.max(1));
        self.problem_at(offset, LogProblemKind::NoRecord, "expected `{`".to_owned())
    }

    fn truncated(&mut self, window: &Window<impl Read>) -> Next {
        self.problem(
            window.offset(),
            LogProblemKind::Truncated,
            "the file ends within a list or a record".to_owned(),
        );
        Next::End
    }

    fn broken(&mut self, window: &Window<impl Read>, error: &io::Error) -> Next {
        let kind = if self.is_packed { LogProblemKind::BrokenGzip } else { LogProblemKind::Unreadable };
        self.problem(window.offset(), kind, error.to_string());
        Next::End
    }

    /// A problem with the record behind the last one.
    fn problem(&mut self, offset: u64, kind: LogProblemKind, message: String) -> Next {
        self.tally.records += 1;
        let next = self.problem_at(offset, kind, message);
        self.tally.records -= 1;
        next
    }

    fn problem_at(&mut self, offset: u64, kind: LogProblemKind, message: String) -> Next {
        let file = self.file.to_owned();
        let record = self.tally.records;
        if self.sink.problem(LogProblem { file, record, offset, kind, message }) {
            Next::More
        } else {
            Next::End
        }
    }
}

/// The cells of a row.
fn cells(row: &[u8]) -> Result<StringRecord, String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).buffer_capacity(1024).from_reader(row);
    let mut cells = StringRecord::new();
    reader.read_record(&mut cells).map_err(|error| error.to_string())?;
    Ok(cells)
}

fn parsed(text: &str) -> Result<LogRecord<'_>, String> {
    LogRecord::parse(text).map_err(|error| {
        std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string)
    })
}

/// An event as it is looked up.
#[derive(Deserialize)]
struct LookedUp<'a> {
    #[serde(borrow, rename = "CloudTrailEvent")]
    text: RecordText<'a>,
}

/// How long the text is that bytes begin with, as far as it is there.
fn text_length(bytes: &[u8]) -> usize {
    let mut is_escaped = false;
    let end = bytes.iter().skip(1).position(|byte| {
        let ends = *byte == b'"' && !is_escaped;
        is_escaped = *byte == b'\\' && !is_escaped;
        ends
    });
    end.map_or(bytes.len(), |end| end + 2)
}
