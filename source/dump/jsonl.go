package dump

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"motirbot/release"
)

// parseJSONLines reads one JSON object a line. Fields it does not know are
// passed over, so that files of other programs can be read.
func parseJSONLines(lines *lineReader, into *collector) error {
	return lines.each(func(l line) {
		if l.blank() {
			return
		}
		if l.fault != "" {
			into.problem(l.number, l.fault)
			return
		}
		rec, err := recordFromJSON(l.text)
		if err != nil {
			into.problem(l.number, oneLine(err))
			return
		}
		into.entry(l.number, rec)
	})
}

// parseJSONArray reads a list of the objects that JSON Lines has one a line.
func parseJSONArray(lines *lineReader, into *collector) error {
	counted := &newlines{r: lines.rest()}
	decoder := json.NewDecoder(counted)
	// wrong is for what ends the list: nothing tells where the next object begins.
	wrong := func(err error) error {
		var syntax *json.SyntaxError
		at := counted.read - 1
		switch {
		case errors.As(err, &syntax):
			at = min(at, syntax.Offset)
		case !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
			return err
		}
		into.problem(counted.lineOf(at), "the list is not valid JSON from here on; what stands before is kept")
		return nil
	}
	if _, err := decoder.Token(); err != nil {
		return wrong(err)
	}
	for decoder.More() {
		if err := lines.ctx.Err(); err != nil {
			return err
		}
		var raw json.RawMessage
		if err := decoder.Decode(&raw); err != nil {
			return wrong(err)
		}
		line := counted.lineOf(decoder.InputOffset() - int64(len(raw)))
		switch {
		case len(raw) > maxEntry:
			into.problem(line, fmt.Sprintf("the entry is longer than %d MiB", maxEntry>>20))
			continue
		case !utf8.Valid(raw):
			into.problem(line, "the entry is not UTF-8; "+saveAsUTF8)
			continue
		}
		rec, err := recordFromJSON(string(raw))
		if err != nil {
			into.problem(line, oneLine(err))
			continue
		}
		into.entry(line, rec)
	}
	if _, err := decoder.Token(); err != nil {
		return wrong(err)
	}
	return nil
}

func recordFromJSON(text string) (record, error) {
	object, err := parseObject(text)
	if err != nil {
		return record{}, err
	}
	var rec record
	var errs []error
	for _, f := range append(rec.fields(), field{"body", &rec.body}, field{"hash", &rec.hash}) {
		if raw, ok := object.value(f.name); ok && f.name == "issuer" && raw[0] == '{' {
			if json.Unmarshal(raw, &rec.publisher) != nil || rec.publisher.IsZero() {
				errs = append(errs, errors.New(`"issuer" must be a name, or an object with one and text in its fields`))
			}
			continue
		}
		errs = append(errs, object.text(f))
	}
	errs = append(errs, object.attachments("attachments", &rec.attachments), object.flag("truncated", &rec.truncated))
	rec.paragraphs = paragraphsOf(strings.Split(rec.body, "\n"))
	return rec, errors.Join(errs...)
}

// jsonObject holds the fields undecoded: each is then read as what it should
// be, and a wrong one can be named.
type jsonObject map[string]json.RawMessage

func parseObject(text string) (jsonObject, error) {
	text = strings.TrimSpace(text)
	if !strings.HasPrefix(text, "{") {
		return nil, errors.New("the line is not a JSON object: want {…} on one line")
	}
	var object jsonObject
	err := json.Unmarshal([]byte(text), &object)
	var syntax *json.SyntaxError
	switch {
	case err == nil:
		return object, nil
	case errors.As(err, &syntax) && strings.HasPrefix(syntax.Error(), "unexpected end"):
		return nil, errors.New("the line ends before its JSON object does")
	case errors.As(err, &syntax):
		return nil, fmt.Errorf("the line is not valid JSON at byte %d", syntax.Offset)
	}
	return nil, errors.New("the line is not valid JSON")
}

// text takes the number 2487 for "2487" where it names a page of the site.
func (o jsonObject) text(f field) error {
	raw, ok := o.value(f.name)
	switch {
	case !ok:
		return nil
	case f.name == "number" && strings.Trim(string(raw), "0123456789") == "":
		*f.to = string(raw)
		return nil
	case json.Unmarshal(raw, f.to) != nil:
		return fmt.Errorf("%q is %s, want text in quotes", f.name, kindOf(raw))
	}
	return nil
}

func (o jsonObject) attachments(name string, to *[]release.Attachment) error {
	raw, ok := o.value(name)
	if ok && json.Unmarshal(raw, to) != nil {
		return fmt.Errorf(`%q must be a list of objects with "name" and "url"`, name)
	}
	return nil
}

func (o jsonObject) flag(name string, to *bool) error {
	raw, ok := o.value(name)
	if ok && json.Unmarshal(raw, to) != nil {
		return fmt.Errorf("%q is %s, want true or false", name, kindOf(raw))
	}
	return nil
}

// value reports whether the field is there; null is as good as absent.
func (o jsonObject) value(name string) (json.RawMessage, bool) {
	raw, ok := o[name]
	return raw, ok && string(raw) != "null"
}

func kindOf(raw json.RawMessage) string {
	switch raw[0] {
	case '{':
		return "an object"
	case '[':
		return "a list"
	case 't', 'f':
		return "true or false"
	case '"':
		return "text"
	}
	return "a number"
}
