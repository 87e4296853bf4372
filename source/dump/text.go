package dump

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"motirbot/release"
)

const (
	separator = "-"
	// textIssuer publishes the one list that has this form.
	textIssuer = "MOTIR"
)

var (
	// endDate is the registration date at the end of an entry, often glued to
	// the last word of the body; view pages call it by its full name.
	endDate = regexp.MustCompile(`(?:Registration\s+)?[Dd]ate[\s:]*(\d\S*)\s*$`)
	// gluedDate is stricter, for lines within an entry: a sentence may well end
	// in "by the date 2025-12-31".
	gluedDate = regexp.MustCompile(`date\d{4}-\d{2}-\d{2}\s*$`)
)

// parseText reads the text form of the ministry's list: entries set apart by a
// line "-", each a title, a body, and the date at its end.
func parseText(lines *lineReader, into *collector) error {
	var entry textEntry
	err := lines.each(func(l line) {
		if strings.TrimSpace(l.text) == separator {
			entry.close(into)
			entry = textEntry{}
			return
		}
		entry.add(l)
	})
	if err != nil {
		return err
	}
	entry.close(into)
	return nil
}

// textEntry is the lines between two separators.
type textEntry struct {
	lines []line // from the first line that is not blank
	size  int
	fault line // the first line that could not be read, if its number is set
}

func (e *textEntry) add(l line) {
	e.size += len(l.text)
	switch {
	case e.fault.number > 0:
		return
	case e.size > maxEntry:
		l.fault = fmt.Sprintf("the entry is longer than %d MiB; is a line %q missing?", maxEntry>>20, separator)
	case len(e.lines) == 0 && l.blank():
		return
	}
	if l.fault != "" {
		e.fault, e.lines = l, nil
		return
	}
	e.lines = append(e.lines, l)
}

// close hands the entry over. Nothing between two separators is no entry.
func (e *textEntry) close(into *collector) {
	if e.fault.number > 0 {
		into.problem(e.fault.number, e.fault.fault)
		return
	}
	for len(e.lines) > 0 && e.lines[len(e.lines)-1].blank() {
		e.lines = e.lines[:len(e.lines)-1]
	}
	if len(e.lines) == 0 {
		return
	}
	rec, at, reason := e.record()
	if reason != "" {
		into.problem(at, reason)
		return
	}
	into.entry(e.lines[0].number, rec)
}

// record returns the parts of the entry, or the line and reason why it has not
// all of them.
func (e *textEntry) record() (rec record, at int, reason string) {
	first, last := e.lines[0], &e.lines[len(e.lines)-1]
	var found bool
	last.text, rec.date, found = cutEndDate(last.text)
	if !found {
		return rec, first.number, "the entry has no date: its last line must end in dateYYYY-MM-DD"
	}
	if _, err := parseDate(rec.date, release.Seoul); err != nil {
		return rec, last.number, err.Error()
	}
	for _, l := range e.lines[:len(e.lines)-1] {
		if gluedDate.MatchString(lastPart(l.text)) {
			return rec, l.number, fmt.Sprintf("a date stands within the entry; is a line %q missing after it?", separator)
		}
	}
	rec.category, rec.title, rec.paragraphs = splitHead(e.texts())
	body := cleanParagraphs(rec.paragraphs)
	rec.truncated = looksCut(body)
	rec.issuer = textIssuer
	return rec, first.number, missingPart(cleanLine(rec.title), body)
}

// cutEndDate takes the date off the end of a line.
func cutEndDate(text string) (rest, date string, found bool) {
	text = strings.TrimSpace(text)
	end := lastPart(text)
	match := endDate.FindStringSubmatchIndex(end)
	if match == nil {
		return text, "", false
	}
	return text[:len(text)-len(end)+match[0]], end[match[2]:match[3]], true
}

// lastPart is where a date can stand: searching all of a long body for one
// takes longer than everything else.
func lastPart(text string) string {
	return text[max(0, len(text)-80):]
}

// texts returns the lines without the blank ones that the date leaves behind.
func (e *textEntry) texts() []string {
	texts := make([]string, len(e.lines))
	for i, l := range e.lines {
		texts[i] = l.text
	}
	return trimBlank(texts)
}

func missingPart(title, body string) string {
	switch {
	case title == "" && body == "":
		return "the entry has no title and no body"
	case utf8.RuneCountInString(title) > maxTitle:
		return fmt.Sprintf("the entry has no title: its first line is longer than %d characters", maxTitle)
	case title == "":
		return "the entry has no title"
	case body == "":
		return "the entry has no body"
	}
	return ""
}

// looksCut reports whether a body stops within a sentence, as it does where
// the list page shortens it.
func looksCut(body string) bool {
	end := strings.TrimRightFunc(body, func(r rune) bool {
		return unicode.In(r, unicode.Pe, unicode.Pf) || strings.ContainsRune(`"'*†`, r)
	})
	if strings.HasSuffix(end, "…") || strings.HasSuffix(end, "..") {
		return true
	}
	last, _ := utf8.DecodeLastRuneInString(end)
	return !strings.ContainsRune(".!?。", last)
}
