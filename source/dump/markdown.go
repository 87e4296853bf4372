package dump

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

const (
	fence = "---"

	// YAML costs the square of its depth: 64 KiB of opening brackets take six
	// gigabytes to refuse. Eight KiB hold every title and link there is.
	maxMatter = 8 << 10
	maxBody   = 1 << 20
)

// parseMarkdown reads one release: front matter in YAML between two lines
// "---", then the body.
func parseMarkdown(lines *lineReader, into *collector) error {
	start, err := skipToFence(lines)
	if err != nil {
		return err
	}
	if start == 0 {
		into.problem(1, `the file has no front matter: want a line "---", then title and date, then a line "---"`)
		return nil
	}
	matter, bad, err := readMatter(lines, start)
	if err != nil || bad.fault != "" {
		into.fault(bad)
		return err
	}
	rec, at, reason := recordFromMatter(matter)
	if reason != "" {
		// The YAML library counts past the end in places.
		into.problem(start+min(max(at, 1), len(matter)), reason)
		return nil
	}
	body, bad, err := readBody(lines)
	if err != nil || bad.fault != "" {
		into.fault(bad)
		return err
	}
	rec.paragraphs = flatten(body)
	into.entry(start, rec)
	return nil
}

// skipToFence returns the number of the line that opens the front matter, 0
// where something else comes first.
func skipToFence(lines *lineReader) (int, error) {
	for {
		l, err := lines.next()
		switch {
		case errors.Is(err, io.EOF):
			return 0, nil
		case err != nil:
			return 0, err
		case l.fault == "" && strings.TrimRight(l.text, " \t") == fence:
			return l.number, nil
		case !l.blank():
			return 0, nil
		}
	}
}

// readMatter reads up to the closing line, or returns the line that spoils it.
func readMatter(lines *lineReader, start int) (matter []string, bad line, err error) {
	for size := 0; size < maxMatter; {
		l, err := lines.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || l.fault != "" {
			return nil, l, err
		}
		if end := strings.TrimRight(l.text, " \t"); end == fence || end == "..." {
			return matter, line{}, nil
		}
		size += len(l.text) + 1
		matter = append(matter, l.text)
	}
	noEnd := fmt.Sprintf(`the front matter has no end: want a line "---" within %d KiB`, maxMatter>>10)
	return nil, line{number: start, fault: noEnd}, nil
}

// readBody returns the rest of the file, or the line that spoils it.
func readBody(lines *lineReader) (body []string, bad line, err error) {
	size := 0
	err = lines.each(func(l line) {
		size += len(l.text) + 1
		if l.fault == "" && size > maxBody {
			l.fault = fmt.Sprintf("the body is longer than %d MiB; one Markdown file holds one release", maxBody>>20)
		}
		switch {
		case bad.fault != "":
		case l.fault != "":
			bad, body = l, nil
		default:
			body = append(body, l.text)
		}
	})
	return body, bad, err
}
