package figures

import (
	"cmp"
	"regexp"
	"strings"
	"time"

	"motirbot/figures/observation"
	"motirbot/internal/dates"
	"motirbot/internal/tables"
	"motirbot/release"
)

// column is what the head of a column says of the figures below it.
type column struct {
	kind    string // "value", "change", "share" or "" for what is not read
	measure string
	item    string
	partner string
	period  release.Period
	unit    observation.Amount // Unit and, in Number, what one of it is worth
	basis   observation.Basis
}

// sheet is the table that is being read.
type sheet struct {
	columns []column
	item    string // that the caption narrows all to
	measure string // that a row above has named for those below it
	partner bool   // rows are partners, not items
}

var (
	changeHead = regexp.MustCompile(`(?i)change|growth|y/y|y\.o\.y|m/m|on.year|전년|yoy|y-o-y|mom|increase|증감|증가율|전년비|대비|증감률`)
	shareHead  = regexp.MustCompile(`(?i)\bshare|proportion|비중|점유율`)
	skipHead   = regexp.MustCompile(`(?i)^(rank|no\.?|remark.*|note.*|순위|번호|비고)$`)
	plainHead  = regexp.MustCompile(`(?i)^(value|amount|figure|total|금액|실적|수출액|volume|quantity|물량)$`)
	placeHead  = regexp.MustCompile(`(?i)region|countr|investor|origin|destination|market|partner|지역|국가|나라|시장|상대국`)
	totalLabel = regexp.MustCompile(`(?i)^(grand )?(total|sum|all|overall|world|합계|총계|계|전체|총수출|총수입|총액)( .*)?$`)
	otherLabel = regexp.MustCompile(`(?i)^(others?|rest|기타|그 외)$`)
	quarterTag = regexp.MustCompile(`^[’']?(?:20)?(\d\d)(?:년)?[.\s]*(?:Q([1-4])|([1-4])(?:Q|분기|/4))$`)
	unitText   = regexp.MustCompile(`(?im)[(\[〔]([^)\]〕]*)[)\]〕]|^\W*((?:unit|단위)\s*[:：].*)$`)
	unitWord   = regexp.MustCompile(`(?i)^\W*(?:unit|단위)\s*[:：]?`)
	tornCell   = regexp.MustCompile(`^[+−△▲-]?\d{1,3}(?:, \d{3})+$`)
	labelMark  = regexp.MustCompile(`(?i)^(?:o/w|of which|incl\.|including)\s+|,?\s*\(?(?:sub-?total|소계)\)?$`)
	quarterRow = regexp.MustCompile(`(?i)^(?:([1-4])(?:Q|분기|/4)|Q([1-4]))$`)
	yearRow    = regexp.MustCompile(`(?i)^(?:full |whole )?year$|^연간$`)
	perUnit    = regexp.MustCompile(`(?i)^(?:in )?(USD|US\$|\$|KRW|EUR|€)?\s*((?:hundred|100) ?millions?|(?:ten|10) ?thousands?|millions?|billions?|thousands?|trillions?|bn|mn|백만|천만|십억|억|천|조|만)?(?: of)?\s*(달러|불|원|유로|(?:US )?dollars?|won|barrels?|배럴|tons?|톤|tonnes?|units?|vehicles?|대|people|명|건)?$`)
)

// row reads a row of a table by its heads and by what stands above them. Rows
// come in their order.
func (d *document) row(start, end int) {
	body := d.rel.Body
	next, rest, _ := strings.Cut(strings.TrimPrefix(body[end:], "\n"), "\n")
	first := start != d.rowEnd+1
	d.rowEnd = end
	if tables.IsRule(next) {
		d.rowEnd = end + 1 + len(next)
		d.sheet = sheet{}
		if c, ok := tables.Of(body, len(body)-len(rest)); ok && len(c.Heads) > 1 {
			d.sheet = d.newSheet(c)
		}
		return
	}
	if first { // no line below its heads: a row without figures is taken for them
		d.sheet = sheet{}
		c, ok := tables.Of(body, start)
		if !ok {
			c, ok = tables.Of(body, end+1) // the row below has them for its heads
		}
		if own := body[start:end]; ok && (len(c.Heads) == 0 || c.Head == own) && d.areHeads(tables.Cells(own)) {
			c.Head, c.Heads = own, tables.Cells(own)
			d.sheet = d.newSheet(c)
		}
		return
	}
	if d.sheet.columns == nil {
		return // rows whose columns nobody names
	}
	cells, at := cellsOf(body[start:end])
	if len(cells) != len(d.sheet.columns)+1 || cells[0] == "" {
		return
	}
	for i := range at {
		at[i] += start
	}
	d.cells(start, end, cells, at)
}

// cells makes observations of the cells of a row, of which the first is its
// label. A change belongs to the value before it.
func (d *document) cells(start, end int, cells []string, at []int) {
	label := d.label(cells[0])
	if label.measure != "" && !label.unknown {
		d.sheet.measure = label.measure
	}
	last := -1 // the last value, in d.rows
	lost := false
	for i, col := range d.sheet.columns {
		a, ok := d.cell(d.rel.Body, cells[i+1], at[i+1], col)
		if !ok || col.kind == "" || label.unknown {
			continue
		}
		o := observation.Observation{
			Measure: col.measure, Item: cmp.Or(label.item, col.item), Partner: cmp.Or(label.partner, col.partner), Period: col.period,
			Provisional: d.prov, ReleaseID: d.rel.ID, Start: start, End: end,
		}
		if col.kind == "value" {
			o.Measure = cmp.Or(d.sheet.measure, o.Measure)
		}
		if label.own != "" && (o.Measure == "" || o.Measure == d.measure) {
			o.Measure = label.own
		}
		if !label.period.IsZero() {
			o.Period = label.period
		}
		if col.kind == "change" {
			o.Change, o.Basis = a, d.tableBasis(col, i)
		} else {
			o.Value = a
		}
		switch {
		case col.kind == "change" && last >= 0 && d.rows[last].Change.IsZero() && d.rows[last].Measure != observation.Balance:
			d.rows[last].Change, d.rows[last].Basis = o.Change, o.Basis
			continue
		case col.kind == "change" && (lost || last >= 0):
			d.leave(start, end, a.Written, "what changed is not told")
			continue
		case o.Measure == "", o.Measure == "fdi", known(o.Measure) && (o.Period.IsZero() || !o.Value.IsZero() && !fits(o.Measure, o.Value.Unit)):
			d.leave(start, end, a.Written, "its measure, unit or period is not told")
			last, lost = -1, true
			continue
		}
		o.Measure = volume(o.Measure, o.Value.Unit)
		if !o.Period.IsZero() {
			o.Grain = observation.GrainOf(o.Period)
		}
		if d.rows = append(d.rows, o); col.kind == "value" {
			last = len(d.rows) - 1
		}
	}
}

// areHeads reports whether cells may head columns: none but the first is a
// figure.
func (d *document) areHeads(cells []string) bool {
	for _, h := range cells[1:] {
		us := units(h)
		if len(us) == 0 {
			continue
		}
		if a, next := readAmount(h, us, 0, d.marks); next == len(us) && !yearLike(a) {
			return false
		}
	}
	return len(cells) > 1
}

func yearLike(a amount) bool {
	return a.Unit == "" && a.Number >= 1990 && a.Number < 2080 && a.Step == 1
}

// known reports whether a measure is one of the vocabulary, and not the head of
// a column as it stands.
func known(m string) bool {
	switch m {
	case observation.Exports, observation.Imports, observation.Balance, observation.Trade, observation.ExportVolume, observation.ImportVolume, observation.DailyExports,
		observation.DailyImports, observation.Production, observation.Sales, observation.FDIPledged, observation.FDIArrived:
		return true
	}
	return false
}

// tableBasis is what the changes of a column are counted from: its head says
// so, or the two periods of values before it do.
func (d *document) tableBasis(col column, i int) observation.Basis {
	if col.basis != "" {
		return col.basis
	}
	var periods []release.Period
	for _, c := range d.sheet.columns[:i] {
		if c.kind == "value" && !c.period.IsZero() {
			periods = append(periods, c.period)
		}
	}
	if n := len(periods); n >= 2 {
		for _, b := range []observation.Basis{observation.MonthBefore, observation.QuarterBefore} {
			if shifted(periods[n-1], b) == periods[n-2] && n == 2 {
				return b
			}
		}
	}
	return observation.YearBefore
}

// cell reads the figure of a cell.
func (d *document) cell(body, text string, at int, col column) (observation.Amount, bool) {
	text = strings.TrimRight(text, "*† ")
	us := units(text)
	if len(us) == 0 {
		return observation.Amount{}, false
	}
	whole := len(text)
	if tornCell.MatchString(text) { // by a scan: "17, 730"
		text = strings.ReplaceAll(text, ", ", ",")
		us = units(text)
	}
	a, next := readAmount(text, us, 0, d.marks)
	if next != len(us) || a.bad != "" || a.between {
		return observation.Amount{}, false
	}
	o := a.Amount
	o.Start, o.End = at+o.Start, at+o.End+whole-len(text)
	o.Written = body[o.Start:o.End]
	if o.Unit == "" {
		o.Unit = col.unit.Unit
		if col.unit.Number != 0 && col.kind == "value" {
			o.Number, o.Step = exact(o.Number*col.unit.Number), o.Step*col.unit.Number
		}
	}
	if col.kind != "value" {
		o.Unit = "percent"
	}
	return o, true
}

// cellsOf returns the cells of a row and where each begins in it.
func cellsOf(row string) (cells []string, at []int) {
	end := strings.LastIndexByte(row, '|')
	for i := 0; i < end; {
		if row[i] != '|' {
			return nil, nil
		}
		next := i + 1 + strings.IndexByte(row[i+1:], '|')
		cell := row[i+1 : next]
		trimmed := strings.TrimLeft(cell, " ")
		cells, at = append(cells, strings.TrimRight(trimmed, " ")), append(at, i+1+len(cell)-len(trimmed))
		i = next
	}
	return cells, at
}

// newSheet reads the heads of a table.
func (d *document) newSheet(c tables.Context) sheet {
	s := sheet{partner: placeHead.MatchString(c.Heads[0])}
	measureOf, period := d.caption(c.Above, &s)
	unit, hasUnit := unitOf(c.Above)
	for _, head := range c.Heads[1:] {
		col := column{kind: "value", measure: measureOf, period: period, unit: unit, item: s.item}
		name, own, _ := strings.Cut(head, "(")
		name = strings.TrimSpace(name)
		if u, ok := unitOf("(" + own); ok {
			col.unit = u
		} else if !hasUnit {
			col.unit = observation.Amount{}
		}
		switch {
		case skipHead.MatchString(name):
			col.kind = ""
		case shareHead.MatchString(name) && changeHead.MatchString(name):
			col.kind = "" // points of a share
		case shareHead.MatchString(name):
			col.kind, col.measure = "share", observation.Share
		case changeHead.MatchString(name):
			col.kind = "change"
			for _, t := range d.reader.tokens(name, d.rel.Date, d.marks) {
				if t.class == basis {
					col.basis = observation.Basis(t.key + "-before")
				}
			}
		default:
			d.head(name, &col)
		}
		s.columns = append(s.columns, col)
	}
	return s
}

// head reads the name of a column of values.
func (d *document) head(name string, col *column) {
	if m := quarterTag.FindStringSubmatch(name); m != nil {
		col.period = quarterOf(2000+int(m[1][0]-'0')*10+int(m[1][1]-'0'), m[2]+m[3])
		return
	}
	ts := d.reader.tokens(name, d.rel.Date, d.marks)
	said := false
	for i := 0; i < len(ts); {
		next := i + 1
		switch t := ts[i]; t.class {
		case date:
			if t.kind != dates.Day && t.kind != dates.Week {
				col.period = t.period
				said = true
			}
		case basisOf:
			if t.key != "daily" {
				col.measure, said = t.key, true
			}
		case measure, item, partner:
			var subs []subject
			subs, next = d.subjects(ts, i)
			if s := subs[0]; len(subs) == 1 && !s.unknown && s.measure != "-" {
				if s.named {
					col.measure = s.measure
				}
				if s.item != "" {
					col.item = s.item
				}
				col.partner = s.partner
				said = true
			}
		}
		i = max(i+1, next)
	}
	switch lower := strings.ToLower(name); {
	case strings.HasPrefix(d.measure, "fdi") && (lower == "reported" || lower == "pledged" || lower == "notified"):
		col.measure = observation.FDIPledged
	case strings.HasPrefix(d.measure, "fdi") && lower == "arrived":
		col.measure = observation.FDIArrived
	case !said && !plainHead.MatchString(name) && name != "":
		col.measure = lower
	}
}

func quarterOf(year int, quarter string) release.Period {
	first := 3*int(quarter[0]-'1') + 1
	return release.Period{From: release.NewDate(year, time.Month(first), 1), To: release.NewDate(year, time.Month(first+3), 0)}
}

// caption reads what stands above a table: its measure, its period and the item
// that it is of.
func (d *document) caption(above string, s *sheet) (string, release.Period) {
	measureOf, period := d.measure, d.period
	s.item = d.item
	for line := range strings.SplitSeq(above, "\n") {
		name, _, _ := strings.Cut(strings.Trim(line, "<>[]【】〈〉□○ "), "(")
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		found := ""
		ts := d.reader.tokens(name, d.rel.Date, d.marks)
		for i := 0; i < len(ts); {
			next := i + 1
			switch t := ts[i]; t.class {
			case date:
				if t.kind != dates.Day {
					period = t.period
				}
			case measure, item:
				var subs []subject
				subs, next = d.subjects(ts, i)
				if sub := subs[0]; sub.named && sub.measure != "-" && !sub.unknown {
					if found = sub.measure; sub.item != "" {
						s.item = sub.item
					}
				}
			}
			i = max(i+1, next)
		}
		switch {
		case found != "":
			measureOf = found
		case d.measure == "":
			name, _, _ = strings.Cut(strings.ToLower(name), " by ")
			measureOf = strings.TrimSpace(name)
		}
	}
	return measureOf, period
}

// unitOf reads a unit such as "(USD million, %)", "Unit: million dollars" or
// "[단위: 억 달러]".
func unitOf(text string) (observation.Amount, bool) {
	for _, m := range unitText.FindAllStringSubmatch(text, -1) {
		inner := unitWord.ReplaceAllString(m[1]+m[2], "")
		for _, part := range strings.FieldsFunc(inner, func(r rune) bool { return r == ',' || r == ';' }) {
			m := perUnit.FindStringSubmatch(strings.TrimSpace(part))
			if m == nil || m[0] == "" || m[1] == "" && m[3] == "" {
				continue
			}
			u := observation.Amount{Number: 1}
			switch scale := strings.TrimSuffix(strings.ToLower(m[2]), "s"); {
			case strings.HasSuffix(scale, "million") && scale != "million":
				u.Number = 1e8
			case strings.HasSuffix(scale, "thousand") && scale != "thousand":
				u.Number = 1e4
			case scale != "":
				u.Number = scales[scale]
			}
			for _, name := range []string{m[1], m[3]} {
				name = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(name, "US")))
				if name == "d" {
					name = "usd"
				}
				u.Unit = cmp.Or(u.Unit, currencies[name], counted[name])
			}
			return u, u.Unit != ""
		}
	}
	return observation.Amount{}, false
}

// label reads what a row is of. What the vocabulary does not know keeps its
// name, in lower case.
func (d *document) label(text string) subject {
	s := subject{}
	text = strings.TrimSpace(strings.Trim(text, "-•·△□○ㅇ* "))
	text = strings.ReplaceAll(labelMark.ReplaceAllString(text, ""), " & ", " and ")
	isYear := observation.GrainOf(d.period) == observation.Year
	switch m := quarterRow.FindStringSubmatch(text); {
	case m != nil && isYear:
		s.period = quarterOf(d.period.To.Year, m[1]+m[2])
		return s
	case isYear && yearRow.MatchString(text):
		s.period = d.period
		return s
	case totalLabel.MatchString(text):
		return s
	case otherLabel.MatchString(text):
		if d.sheet.partner {
			s.partner = "others"
		} else {
			s.item = "others"
		}
		return s
	}
	ts := d.reader.tokens(text, d.rel.Date, d.marks)
	if len(ts) == 1 && ts[0].class == date {
		s.period = ts[0].period
		return s
	}
	if len(ts) > 0 && (ts[0].class == item || ts[0].class == partner || ts[0].class == measure) {
		subs, next := d.subjects(ts, 0)
		for next < len(ts) && ts[next].class == neutral {
			next++
		}
		if next < len(ts) && ts[next].key == "(" {
			next = len(ts)
		}
		if next == len(ts) && len(subs) == 1 && !subs[0].unknown {
			if s = subs[0]; !s.named || s.measure == "-" {
				s.measure = ""
			}
			return s
		}
	}
	if d.sheet.partner {
		s.partner = strings.ToLower(text)
	} else {
		s.item = strings.ToLower(text)
	}
	return s
}
