// Package observation says what one figure of a statistics release is. It is a
// leaf: the store keeps observations, package figures reads and selects them.
package observation

import (
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
	Start   int     `json:"-"` // byte offsets in the body
	End     int     `json:"-"`
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
	ReleaseID   release.ID     `json:"release_id"`
	Start       int            `json:"-"` // of the sentence or row, in bytes of the body
	End         int            `json:"-"`
}

// Key names what is observed, apart from how much: two observations of one key
// and unit tell the same figure.
func (o Observation) Key() string {
	return strings.Join([]string{o.Measure, o.Item, o.Partner, o.Period.String()}, "|")
}
