// Package observation says what one figure of a statistics release is. It is a
// leaf: the store keeps observations, package figures reads and selects them.
package observation

import (
	"fmt"
	"strconv"
	"strings"

	"motirbot/release"
)

// Measures that are read. A table whose heads name another one has that as its
// measure, in lower case.
const (
	Exports      = "exports"
	Imports      = "imports"
	Balance      = "balance" // of trade; negative for a deficit
	Trade        = "trade"   // exports and imports together
	ExportVolume = "export-volume"
	ImportVolume = "import-volume"
	DailyExports = "daily-exports" // average of a working day
	DailyImports = "daily-imports"
	WorkingDays  = "working-days"
	Production   = "production"
	Sales        = "sales"
	FDIPledged   = "fdi-pledged"
	FDIArrived   = "fdi-arrived"
	Share        = "share"
	Price        = "price"
)

// Grain is how long a period is.
type Grain string

// The grains. Days is a part of a month from its first day on, such as 1–20;
// YearToDate runs from January to a later month.
const (
	Days       Grain = "days"
	Month      Grain = "month"
	Quarter    Grain = "quarter"
	Half       Grain = "half"
	Year       Grain = "year"
	YearToDate Grain = "year-to-date"
	Span       Grain = "span"
)

// GrainOf returns the grain of a period that is closed at both ends.
func GrainOf(p release.Period) Grain {
	months := (p.To.Year-p.From.Year)*12 + int(p.To.Month-p.From.Month) + 1
	switch whole := p.From.Day == 1 && p.To.AddDays(1).Day == 1; {
	case !whole && months == 1:
		return Days
	case !whole:
		return Span
	case months == 1:
		return Month
	case months == 12 && p.From.Month == 1:
		return Year
	case months == 3 && p.From.Month%3 == 1:
		return Quarter
	case months == 6 && p.From.Month%6 == 1:
		return Half
	case months < 12 && p.From.Month == 1:
		return YearToDate
	}
	return Span
}

// Basis is what a change is counted from.
type Basis string

// The bases: the same period of the year before, the period right before.
const (
	YearBefore    Basis = "year-before"
	MonthBefore   Basis = "month-before"
	QuarterBefore Basis = "quarter-before"
)

// Amount is a number as it is written and what it means.
type Amount struct {
	Written string  `json:"written"` // "USD 58.9 billion", "육" never: digits as they stand
	Number  float64 `json:"number"`  // 58.9e9, in the unit's own size
	Unit    string  `json:"unit"`    // "USD", "KRW", "percent", "points", "units", "tons" …
	Step    float64 `json:"step"`    // what the last digit written stands for: 1e8
	Approx  string  `json:"approx,omitempty"`
	Start   int     `json:"start"` // byte offsets in the body
	End     int     `json:"end"`
}

// Values of Amount.Approx: "about 5", "over 5", "under 5".
const (
	About = "about"
	Over  = "over"
	Under = "under"
)

// IsZero reports whether nothing was read.
func (a Amount) IsZero() bool { return a.Written == "" }

// Agrees reports whether two amounts may be roundings of one.
func (a Amount) Agrees(b Amount) bool {
	if a.Unit != b.Unit {
		return false
	}
	d := a.Number - b.Number
	return d <= (a.Step+b.Step)*0.5001 && d >= -(a.Step+b.Step)*0.5001
}

// Observation is one figure of a release: what was measured, of what, when, how
// much, and how far that is from before. Value or Change may be missing, not both.
type Observation struct {
	Measure     string         `json:"measure"`
	Item        string         `json:"item,omitempty"`    // "" for all items
	Partner     string         `json:"partner,omitempty"` // key of a topic; "" for all
	Period      release.Period `json:"period"`
	Grain       Grain          `json:"grain"`
	Value       Amount         `json:"value,omitzero"`
	Change      Amount         `json:"change,omitzero"`
	Basis       Basis          `json:"basis,omitempty"`  // of Change
	Record      string         `json:"record,omitempty"` // "ever" or "period" (such as any March)
	Provisional bool           `json:"provisional,omitempty"`
	Earlier     bool           `json:"earlier,omitempty"` // named only to compare a later one with
	ReleaseID   release.ID     `json:"-"`
	Start       int            `json:"start"` // of the sentence or row, in bytes of the body
	End         int            `json:"end"`
}

// Key names what is observed, apart from how much: two observations of one key
// and unit tell the same figure.
func (o Observation) Key() string {
	return strings.Join([]string{o.Measure, o.Item, o.Partner, o.Period.String()}, "|")
}

// String is the amount in one form, whatever its text: "USD 58.9 billion",
// "KRW 2.1 trillion", "370,836 units", "-4.7%".
func (a Amount) String() string {
	n, step, scale := a.Number, a.Step, ""
	money := len(a.Unit) == 3 && a.Unit == strings.ToUpper(a.Unit)
	if money || abs(n) >= 1e6 && step >= 1e3 {
		for _, s := range []struct {
			worth float64
			name  string
		}{{1e12, " trillion"}, {1e9, " billion"}, {1e6, " million"}} {
			if abs(n) >= s.worth {
				n, step, scale = n/s.worth, step/s.worth, s.name
				break
			}
		}
	}
	decimals := 0
	for at := step; at > 0 && at < 0.9999 && decimals < 6; at *= 10 {
		decimals++
	}
	digits := strconv.FormatFloat(n, 'f', decimals, 64)
	if decimals > 1 && scale != "" { // "159.530 billion" of a table in millions
		digits = strings.TrimSuffix(strings.TrimRight(digits, "0"), ".")
	}
	digits = grouped(digits) + scale
	switch {
	case a.Unit == "percent":
		return digits + "%"
	case a.Unit == "points":
		return digits + " percentage points"
	case money && n < 0:
		return "-" + a.Unit + " " + digits[1:]
	case money:
		return a.Unit + " " + digits
	}
	return strings.TrimSpace(digits + " " + a.Unit)
}

// grouped puts commas between the thousands of a number.
func grouped(s string) string {
	whole, rest, found := strings.Cut(s, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if found {
		whole += "." + rest
	}
	return sign + whole
}

func abs(f float64) float64 { return max(f, -f) }

// When is the period in short: "2025-03", "2025-03-01..20", "2025 Q1", "2025 H1",
// "2025", "2025-01..2025-05".
func (o Observation) When() string {
	from, to := o.Period.From, o.Period.To
	month := func(d release.Date) string { return fmt.Sprintf("%d-%02d", d.Year, d.Month) }
	switch {
	case from.IsZero() || to.IsZero():
		return ""
	case o.Grain == Month:
		return month(from)
	case o.Grain == Days:
		return fmt.Sprintf("%s..%02d", from, to.Day)
	case o.Grain == Quarter:
		return fmt.Sprintf("%d Q%d", from.Year, (from.Month-1)/3+1)
	case o.Grain == Half:
		return fmt.Sprintf("%d H%d", from.Year, (from.Month-1)/6+1)
	case o.Grain == Year:
		return strconv.Itoa(from.Year)
	case o.Grain == YearToDate:
		return month(from) + ".." + month(to)
	}
	return from.String() + ".." + to.String()
}
