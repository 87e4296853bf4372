package figures

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
	"strings"

	"motirbot/figures/observation"
	"motirbot/release"
)

// A Teller words figures, in English or Korean.
type Teller struct {
	Names  *Dataset // what keys are called
	Korean bool
}

var (
	measureNames = map[string][2]string{
		observation.Exports: {"exports", "수출"}, observation.Imports: {"imports", "수입"}, observation.Balance: {"trade balance", "무역수지"},
		observation.Trade: {"trade", "교역"}, observation.ExportVolume: {"exports", "수출 물량"}, observation.ImportVolume: {"imports", "수입 물량"},
		observation.DailyExports: {"exports per working day", "일평균 수출"}, observation.DailyImports: {"imports per working day", "일평균 수입"},
		observation.WorkingDays: {"working days", "조업일수"}, observation.Production: {"production", "생산"}, observation.Sales: {"sales", "판매"},
		observation.FDIPledged: {"foreign direct investment pledged", "외국인직접투자 신고금액"}, observation.FDIArrived: {"foreign direct investment arrived", "외국인직접투자 도착금액"},
		observation.Share: {"share", "비중"}, observation.Price: {"price", "가격"},
	}
	unitNames = map[string][2]string{
		"percent": {"percent", "%"}, "points": {"percentage points", "%p"}, "units": {"units", "대"}, "tons": {"tons", "톤"}, "barrels": {"barrels", "배럴"}, "days": {"days", "일"},
		"cases": {"cases", "건"}, "people": {"people", "명"}, "companies": {"companies", "개사"}, "places": {"places", "곳"}, "ships": {"ships", "척"}, "times": {"times", "배"},
	}
	currencyNames = map[string]string{"USD": "달러", "KRW": "원", "EUR": "유로", "JPY": "엔", "GBP": "파운드", "CNY": "위안"}
)

func (t Teller) pick(names [2]string) string {
	if t.Korean {
		return names[1]
	}
	return names[0]
}

// name is what a key is called within a phrase.
func (t Teller) name(key string) string {
	name := t.Names.Name(key, t.Korean)
	if !t.Korean && len(name) <= 4 && name != "ship" && name == strings.ToLower(name) && !strings.ContainsAny(name[1:min(2, len(name))], "aeiou") {
		return strings.ToUpper(name) // "ict", "fdi", "ssd"
	}
	if name == "ict" {
		return "ICT"
	}
	return name
}

// uncounted are items whose names have no plural, or are one.
const uncounted = " ict steel bio machinery agri-food defense aerospace crude-oil gas coal energy non-energy copper aluminum rubber rice manufacturing greenfield retail offline-retail online-retail consumer-goods clothing chip-equipment electrical-equipment "

func (t Teller) plural(key string) string {
	name := t.name(key)
	_, known := t.Names.names.items[key]
	switch {
	case !known, strings.Contains(uncounted, " "+key+" "), strings.HasSuffix(name, "s"):
		return name
	}
	if stem, ok := strings.CutSuffix(name, "y"); ok && !strings.HasSuffix(stem, "a") { // "displays"
		return stem + "ies"
	}
	return name + "s"
}

// Subject words what a figure is of: "Exports of semiconductors to China".
func (t Teller) Subject(s Subject) string {
	m := t.Names.Name(s.Measure, t.Korean)
	if names, ok := measureNames[s.Measure]; ok {
		m = t.pick(names)
	}
	if t.Korean {
		var parts []string
		if s.Partner != "" {
			switch s.Measure {
			case observation.Exports, observation.Imports, observation.Balance, observation.Trade, observation.DailyExports:
				parts = append(parts, "대"+t.name(s.Partner))
			default:
				parts = append(parts, t.name(s.Partner))
			}
		}
		if s.Item != "" {
			parts = append(parts, t.name(s.Item))
		}
		return strings.Join(append(parts, m), " ")
	}
	switch {
	case s.Item == "":
	case s.Measure == observation.Sales && strings.HasSuffix(s.Item, "retail"):
		m = strings.ReplaceAll(s.Item, "-", " ") + " sales"
	default:
		m += " of " + t.plural(s.Item)
	}
	if s.Partner != "" {
		m += " " + t.link(s.Measure) + " " + t.partner(s.Partner)
	}
	return strings.ToUpper(m[:1]) + m[1:]
}

func (t Teller) link(measure string) string {
	switch measure {
	case observation.Exports, observation.ExportVolume, observation.DailyExports, observation.Sales:
		return "to"
	case observation.Balance, observation.Trade:
		return "with"
	case observation.Imports, observation.ImportVolume, observation.FDIPledged, observation.FDIArrived:
		return "from"
	}
	return "for"
}

// partner puts the article before names that have one.
func (t Teller) partner(key string) string {
	name := t.name(key)
	switch key {
	case "middle-east":
		return "the Middle East"
	case "us", "eu", "uk", "uae", "netherlands", "philippines", "gcc", "czech", "dominican", "cis":
		return "the " + name
	}
	return name
}

// Period words a period: "November 1–20, 2025", "the first half of 2025".
func (t Teller) Period(p release.Period) string {
	if p.From.IsZero() || p.To.IsZero() {
		return ""
	}
	a, b := p.From, p.To
	if t.Korean {
		year, month := fmt.Sprintf("%d년", a.Year), fmt.Sprintf("%d년 %d월", a.Year, int(a.Month))
		switch observation.GrainOf(p) {
		case observation.Days:
			return fmt.Sprintf("%s %d~%d일", month, a.Day, b.Day)
		case observation.Month:
			return month
		case observation.Quarter:
			return fmt.Sprintf("%s %d분기", year, (int(a.Month)+2)/3)
		case observation.Half:
			return year + " " + map[bool]string{true: "상반기", false: "하반기"}[a.Month == 1]
		case observation.Year:
			return year
		case observation.YearToDate:
			return fmt.Sprintf("%s 1~%d월", year, int(b.Month))
		}
		return fmt.Sprintf("%s~%s", a, b)
	}
	switch observation.GrainOf(p) {
	case observation.Days:
		return fmt.Sprintf("%s %d–%d, %d", a.Month, a.Day, b.Day, a.Year)
	case observation.Month:
		return fmt.Sprintf("%s %d", a.Month, a.Year)
	case observation.Quarter:
		return fmt.Sprintf("the %s quarter of %d", [...]string{"first", "second", "third", "fourth"}[(int(a.Month)-1)/3], a.Year)
	case observation.Half:
		return fmt.Sprintf("the %s half of %d", map[bool]string{true: "first", false: "second"}[a.Month == 1], a.Year)
	case observation.Year:
		return strconv.Itoa(a.Year)
	case observation.YearToDate:
		return fmt.Sprintf("January to %s %d", b.Month, b.Year)
	}
	return fmt.Sprintf("%s to %s", a, b)
}

// Amount words a value as it is written; one of a table gets its unit.
func (t Teller) Amount(a observation.Amount) string {
	approx := ""
	if a.Approx != "" {
		approx = map[string][2]string{observation.About: {"about ", "약 "}, observation.Over: {"over ", ""}, observation.Under: {"under ", ""}}[a.Approx][map[bool]int{true: 1}[t.Korean]]
	}
	written := strings.TrimLeft(a.Written, "△▲▽▼+-−")
	negative := ""
	if a.Number < 0 {
		negative = "−"
	}
	if strings.Trim(written, "0123456789.,") != "" {
		if !t.Korean && strings.ContainsFunc(written, func(r rune) bool { return r >= 0xAC00 && r <= 0xD7A3 }) {
			return approx + negative + t.scaled(a) // a Korean amount, for a reader of English
		}
		if !t.Korean && a.Unit == "USD" {
			return approx + negative + t.scaled(observation.Amount{Number: a.Number, Unit: a.Unit, Step: a.Step}) // "$", "US$" and "dollars" of others
		}
		if t.Korean && currencyNames[a.Unit] != "" && math.Abs(a.Number) >= 1e8 && strings.Trim(written, "0123456789.,") != "" && !strings.ContainsFunc(written, func(r rune) bool { return r >= 0xAC00 && r <= 0xD7A3 }) {
			return approx + negative + t.hundredMillions(math.Abs(a.Number), a.Step) + " " + currencyNames[a.Unit] + "(" + written + ")"
		}
		return approx + negative + written
	}
	n, err := strconv.ParseFloat(strings.ReplaceAll(written, ",", ""), 64)
	if err != nil || n == 0 {
		return approx + negative + written
	}
	scale := math.Round(math.Abs(a.Number) / n)
	word := map[float64]string{1e3: " thousand", 1e6: " million", 1e9: " billion", 1e12: " trillion"}[scale]
	if t.Korean {
		word = map[float64]string{1e3: "천", 1e4: "만", 1e6: "백만", 1e8: "억", 1e9: "십억", 1e12: "조"}[scale]
	}
	if scale != 1 && word == "" {
		return approx + negative + t.scaled(a)
	}
	if c := currencyNames[a.Unit]; c != "" {
		if t.Korean {
			return approx + negative + written + word + " " + c
		}
		return approx + negative + a.Unit + " " + written + word
	}
	return approx + negative + strings.TrimSpace(written+word+t.unit(a.Unit))
}

func (t Teller) unit(key string) string {
	switch name := t.pick(unitNames[key]); {
	case name == "":
		return cmp.Or(" "+key, "")
	case t.Korean:
		return name
	default:
		return " " + name
	}
}

// scaled writes an amount in English, to the last digit that is known.
func (t Teller) scaled(a observation.Amount) string {
	n, scale, word := math.Abs(a.Number), 1.0, ""
	for _, s := range []struct {
		of   float64
		word string
	}{{1e12, " trillion"}, {1e9, " billion"}, {1e6, " million"}} {
		if n >= s.of {
			scale, word = s.of, s.word
			break
		}
	}
	decimals := max(0, int(math.Round(math.Log10(scale/max(a.Step, 1)))))
	number := strconv.FormatFloat(n/scale, 'f', decimals, 64)
	if currencyNames[a.Unit] != "" && a.Written == "" {
		return a.Unit + " " + number + word
	}
	if currencyNames[a.Unit] != "" {
		return a.Unit + " " + number + word + " (" + strings.TrimLeft(a.Written, "△▲▽▼+-−") + ")"
	}
	return strings.TrimSpace(number + word + t.unit(a.Unit))
}

// Change words a change: "up 8.7 percent from a year before".
func (t Teller) Change(a observation.Amount, basis observation.Basis) string {
	digits := strings.TrimFunc(a.Written, func(r rune) bool { return r < '0' || r > '9' })
	against := map[observation.Basis][2]string{
		observation.YearBefore: {"a year before", "전년 동기 대비"}, observation.MonthBefore: {"the month before", "전월 대비"}, observation.QuarterBefore: {"the quarter before", "전분기 대비"},
	}[basis]
	up := a.Number >= 0
	if t.Korean {
		return fmt.Sprintf("%s %s%% %s", against[1], digits, map[bool]string{true: "증가", false: "감소"}[up])
	}
	return fmt.Sprintf("%s %s percent from %s", map[bool]string{true: "up", false: "down"}[up], digits, against[0])
}

// Row words a row: "Exports, November 2025: USD 61.1 billion, up 8.7 percent
// from a year before."
func (t Teller) Row(r Row) string {
	head := t.Subject(r.Subject)
	if p := t.Period(r.Period); p != "" && t.Korean {
		head = p + " " + head
	} else if p != "" {
		head += ", " + p
	}
	return head + ": " + t.Says(r) + map[bool]string{false: "."}[t.Korean]
}

// Says is what a row tells, without what it is of.
func (t Teller) Says(r Row) string {
	var parts []string
	if v := r.Value.Value; !v.IsZero() {
		amount := t.Amount(v)
		if r.Measure == observation.Balance {
			amount = strings.TrimPrefix(amount, "−")
			switch {
			case t.Korean:
				amount += map[bool]string{true: " 흑자", false: " 적자"}[v.Number >= 0]
			default:
				amount = map[bool]string{true: "a surplus of ", false: "a deficit of "}[v.Number >= 0] + amount
			}
		}
		parts = append(parts, amount)
	}
	if c := r.Change.Change; !c.IsZero() {
		parts = append(parts, t.Change(c, r.Change.Basis))
	}
	if r.Value.Record == "ever" && r.Measure != observation.Balance {
		parts = append(parts, t.pick([2]string{"a record", "역대 최대"}))
	}
	return strings.Join(parts, ", ")
}

// Lead words what follows from rows; "" where the rows say it themselves.
func (t Teller) Lead(f Finding) string {
	if len(f.Rows) == 0 {
		return ""
	}
	a := f.Rows[0]
	switch f.Lead.Kind {
	case LeadDifference:
		b := f.Rows[1]
		x, y := t.distinct(a.Subject, b.Subject)
		amount := t.rounded(f.Lead.Number, a.Value.Value, b.Value.Value)
		if t.Korean {
			return fmt.Sprintf("%s: %s보다 %s 많음", x, y, amount)
		}
		return fmt.Sprintf("%s: %s more than %s.", x, amount, y)
	case LeadExtreme:
		word := map[[2]bool][2]string{
			{true, false}: {"Highest", "최고"}, {false, false}: {"Lowest", "최저"}, {true, true}: {"Fastest growth", "증가율 최고"}, {false, true}: {"Steepest fall", "증가율 최저"},
		}[[2]bool{f.Lead.High, f.Change}]
		over := t.pick(map[string][2]string{"months": {"months", "개월"}, "items": {"items", "개 품목"}, "partners": {"partners", "개 지역"}}[f.Lead.Over])
		if t.Korean {
			return fmt.Sprintf("색인의 %d%s 중 %s: %s", f.Lead.Of, over, word[1], t.Row(a))
		}
		return fmt.Sprintf("%s of the %d %s in the index: %s", word[0], f.Lead.Of, over, t.lower(t.Row(a)))
	case LeadStreak:
		return t.streak(f)
	case LeadFirst:
		word := map[bool][2]string{false: {"First", "처음"}, true: {"Last", "마지막"}}[f.Lead.Last]
		if t.Korean {
			return fmt.Sprintf("색인의 %d개월 중 %s: %s", f.Lead.Of, word[1], t.Row(a))
		}
		return fmt.Sprintf("%s of the %d months in the index: %s", word[0], f.Lead.Of, t.lower(t.Row(a)))
	case LeadShare:
		share := strconv.FormatFloat(f.Lead.Number, 'f', 1, 64)
		whole := f.Rows[1]
		if t.Korean {
			return fmt.Sprintf("%s %s 비중: %s%% (%s 중 %s)", t.Period(a.Period), t.Subject(a.Subject), share, t.Amount(whole.Value.Value), t.Amount(a.Value.Value))
		}
		return fmt.Sprintf("%s, %s: %s percent of the total (%s of %s).", t.Subject(a.Subject), t.Period(a.Period), share, t.Amount(a.Value.Value), t.Amount(whole.Value.Value))
	case LeadSum:
		total := Row{Subject: a.Subject, Value: Cited{Observation: observation.Observation{Value: t.total(f)}}}
		total.Period = f.Lead.Period
		said, parts := strings.TrimSuffix(t.Row(total), "."), t.summands(f.Rows)
		change := strconv.FormatFloat(math.Abs(f.Lead.Change), 'f', 1, 64)
		switch {
		case t.Korean && f.Lead.Change != 0:
			return fmt.Sprintf("%s, 전년 동기 대비 약 %s%% %s (%d개월 합계, %s; 증감률은 월별 증감률로 계산)", said, change, map[bool]string{true: "증가", false: "감소"}[f.Lead.Change > 0], len(f.Rows), parts)
		case t.Korean:
			return fmt.Sprintf("%s (%d개월 합계, %s)", said, len(f.Rows), parts)
		case f.Lead.Change != 0:
			return fmt.Sprintf("%s, about %s percent %s than a year before; worked out from %d months and their changes (%s).", said, change, map[bool]string{true: "more", false: "less"}[f.Lead.Change > 0], len(f.Rows), parts)
		}
		return fmt.Sprintf("%s, the sum of %d months (%s).", said, len(f.Rows), parts)
	}
	return ""
}

// total is the sum of rows as an amount, to the coarsest of their digits.
func (t Teller) total(f Finding) observation.Amount {
	a := observation.Amount{Number: f.Lead.Number, Unit: f.Rows[0].Value.Value.Unit}
	for _, r := range f.Rows {
		a.Step = max(a.Step, r.Value.Value.Step)
	}
	a.Number = math.Round(a.Number/a.Step) * a.Step
	a.Written = Teller{}.scaled(a)
	return a
}

// summands puts the values of rows in a row, "USD billion: 9.9 + 9.6", in one
// form whatever the releases wrote.
func (t Teller) summands(rows []Row) string {
	var with, bare []string
	unit := ""
	for i, r := range rows {
		v := r.Value.Value
		said := t.scaled(observation.Amount{Number: v.Number, Unit: v.Unit, Step: v.Step})
		if t.Korean && currencyNames[v.Unit] != "" {
			said = t.hundredMillions(math.Abs(v.Number), v.Step) + " " + currencyNames[v.Unit]
		}
		digits := strings.TrimFunc(said, func(r rune) bool { return r < '0' || r > '9' })
		own := strings.Join(strings.Fields(strings.Replace(said, digits, "", 1)), " ")
		if i == 0 {
			unit = own
		}
		if v.Number < 0 {
			said, digits = "−"+said, "−"+digits
		}
		if with = append(with, said); own == unit {
			bare = append(bare, digits)
		}
	}
	if len(bare) < len(with) {
		return strings.Join(with, " + ")
	}
	return unit + ": " + strings.Join(bare, " + ")
}

func (t Teller) streak(f Finding) string {
	a, n := f.Rows[0], f.Lead.Of
	from := f.Rows[len(f.Rows)-1]
	if t.Korean {
		what := map[bool]string{true: "증가", false: "감소"}[f.Lead.High]
		if a.Measure == observation.Balance {
			what = map[bool]string{true: "흑자", false: "적자"}[f.Lead.High]
		}
		if n == 0 {
			return fmt.Sprintf("%s %s: %s이(가) 아님: %s", t.Period(a.Period), t.Subject(a.Subject), what, t.Says(a))
		}
		return fmt.Sprintf("%s %s: %s%d개월 연속 %s(%s부터)", t.Period(a.Period), t.Subject(a.Subject), map[bool]string{true: "적어도 "}[f.Lead.Open], n, what, t.Period(from.Period))
	}
	what := map[bool]string{true: "up", false: "down"}[f.Lead.High]
	if a.Measure == observation.Balance {
		what = map[bool]string{true: "in surplus", false: "in deficit"}[f.Lead.High]
	}
	if n == 0 {
		return fmt.Sprintf("%s, %s: not %s, but %s.", t.Subject(a.Subject), t.Period(a.Period), what, t.Says(a))
	}
	least := map[bool]string{true: "at least "}[f.Lead.Open]
	return fmt.Sprintf("%s: %s for %sthe %s month in a row in %s, since %s.", t.Subject(a.Subject), what, least, ordinal(n), t.Period(a.Period), t.Period(from.Period))
}

func ordinal(n int) string {
	end := "th"
	if n%100 < 11 || n%100 > 13 {
		end = [...]string{"th", "st", "nd", "rd", "th", "th", "th", "th", "th", "th"}[n%10]
	}
	return strconv.Itoa(n) + end
}

// distinct words two subjects by what tells them apart.
func (t Teller) distinct(a, b Subject) (x, y string) {
	switch {
	case a.Measure == b.Measure && a.Item == b.Item && a.Partner == b.Partner:
		if t.Korean {
			return t.Period(a.Period) + " " + t.Subject(a), t.Period(b.Period)
		}
		return t.Subject(a) + ", " + t.Period(a.Period), "in " + t.Period(b.Period)
	case a.Period == b.Period:
		return t.Subject(a), t.lower(t.Subject(b))
	}
	return t.Subject(a) + ", " + t.Period(a.Period), t.lower(t.Subject(b)) + ", " + t.Period(b.Period)
}

func (t Teller) lower(s string) string {
	if len(s) > 1 && s[1] >= 'a' && s[1] <= 'z' {
		return strings.ToLower(s[:1]) + s[1:]
	}
	return s
}

// rounded writes a difference to the coarser of the digits it comes from.
func (t Teller) rounded(n float64, a, b observation.Amount) string {
	step := max(a.Step, b.Step, 1e-9)
	d := observation.Amount{Number: math.Round(n/step) * step, Unit: a.Unit, Step: step}
	if t.Korean && currencyNames[a.Unit] != "" && math.Abs(n) >= 1e8 {
		return t.hundredMillions(math.Abs(d.Number), step) + " " + currencyNames[a.Unit]
	}
	return t.scaled(d)
}

// hundredMillions writes a number in 억, to the last digit that is known.
func (t Teller) hundredMillions(n, step float64) string {
	digits := strconv.FormatFloat(n/1e8, 'f', max(0, int(math.Round(math.Log10(1e8/max(step, 1))))), 64)
	if point := strings.IndexByte(digits+".", '.'); point > 3 {
		digits = digits[:point-3] + "," + digits[point-3:]
	}
	return digits + "억"
}

// Missing words what is not held.
func (t Teller) Missing(s Subject) string {
	subject, p := t.Subject(s), t.Period(s.Period)
	switch {
	case t.Korean:
		return strings.TrimSpace(p + " " + subject)
	case p == "":
		return t.lower(subject)
	}
	return t.lower(subject) + " in " + p
}
