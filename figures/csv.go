package figures

import (
	"encoding/csv"
	"io"
	"regexp"
	"strconv"
	"strings"

	"motirbot/figures/observation"
)

// signed is a number with its sign and unit.
var signed = regexp.MustCompile(`^[+-][\d.,]+ ?[%\pL ]*$`)

// WriteCSV writes figures as a table for spreadsheets, one a line below the heads. clean
// makes one line of a text, without what acts on where it is shown. Errors are w's.
func WriteCSV(w io.Writer, found []Cited, clean func(string) string) error {
	out := csv.NewWriter(w)
	number := func(a observation.Amount) string {
		if a.IsZero() {
			return ""
		}
		return strconv.FormatFloat(a.Number, 'f', -1, 64)
	}
	// What a spreadsheet would take for a formula is set as text; a number is none.
	text := func(s string) string {
		if s = clean(s); s != "" && strings.ContainsAny(s[:1], "=+-@") && !signed.MatchString(s) {
			return "'" + s
		}
		return s
	}
	// Errors come with Flush.
	_ = out.Write([]string{
		"measure", "item", "partner", "from", "to", "grain", "value", "number", "unit", "approx", "change", "change_number", "basis", "record",
		"provisional", "earlier", "release_id", "date", "title", "url", "quote",
	})
	for _, c := range found {
		_ = out.Write([]string{
			text(c.Measure), text(c.Item), text(c.Partner), c.Period.From.String(), c.Period.To.String(), string(c.Grain),
			text(c.Value.Written), number(c.Value), c.Value.Unit, c.Value.Approx,
			text(c.Change.Written), number(c.Change), string(c.Basis), c.Record, strconv.FormatBool(c.Provisional), strconv.FormatBool(c.Earlier),
			text(string(c.ReleaseID)), c.Date.String(), text(c.Title), text(c.URL), text(c.Quote),
		})
	}
	out.Flush()
	return out.Error()
}
