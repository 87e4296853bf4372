package figures

import (
	"cmp"
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"motirbot/figures/observation"
	"motirbot/internal/dates"
	"motirbot/internal/words"
	"motirbot/release"
	"motirbot/retrieval"
)

//go:embed asking.txt
var askingText string

// asks is the class of words that say what is wanted of a figure.
const asks class = 100

// Question is a question for figures as its words say it. It is certain to be
// one where all words were understood: then Left is empty.
type Question struct {
	Measures []string
	Items    []string
	Partners []string
	Times    []Time
	Released release.Period    // only of releases of these days
	Basis    observation.Basis // that a change is asked against; "" for any
	Sign     float64           // of the change, surplus or deficit that the question takes for granted
	Limit    observation.Amount
	Says     map[string]bool // what is wanted: the kinds of asking.txt
	Left     []string        // words that nobody understands
	Of       []string        // those of them that a measure is of: "wine imports", "imports of wine"
	Named    []string        // the words for the measures
	Why      bool            // the reason is asked for, and no figure
	Plain    bool            // neither a measure nor a word that asks for a figure is there
	Korean   bool            // asked in Korean
	Sure     bool            // a measure is named: it is for a figure or for nothing

	text string
}

// Time is a period that a question names.
type Time struct {
	Period   release.Period
	Yearless bool // the year was supplied
	Relative bool // counted from the day of asking
	Days     int  // only so many first days of it

	start int // byte offset in the question
}

// Questions reads questions for figures. It does not change after NewQuestions.
type Questions struct{ words Reader }

// NewQuestions returns a reader of questions that knows the partners among the
// topics.
func NewQuestions(topics *retrieval.Topics) *Questions {
	root := newLexicon(topics)
	set := func(phrase string, e entry) {
		at := root
		for _, u := range units(phrase) {
			if at.next == nil {
				at.next = map[string]*node{}
			}
			if at.next[u.norm] == nil {
				at.next[u.norm] = &node{}
			}
			at = at.next[u.norm]
		}
		at.entry = e
	}
	for line := range strings.Lines(askingText) {
		head, list, found := strings.Cut(strings.TrimSpace(line), " = ")
		if !found || strings.HasPrefix(head, "#") {
			continue
		}
		e := entry{class: asks, key: head}
		if name, key, keyed := strings.Cut(head, " "); keyed {
			e = entry{class: classes[name]}
			e.key, e.own, _ = strings.Cut(key, "/")
		} else if c := classes[head]; c == up || c == down {
			e = entry{class: c, key: head}
		}
		for phrase := range strings.SplitSeq(list, ", ") {
			set(phrase, e)
		}
	}
	for _, t := range topics.All() {
		if t.Kind != retrieval.KindPartner {
			continue
		}
		for _, name := range append([]string{t.Name, t.Korean}, t.Aliases...) {
			if us := units(name); len(us) > 0 && (len(us) > 1 || us[0].norm != "us" && !words.IsStop(us[0].norm)) {
				set(name, entry{class: partner, key: t.Key})
			}
		}
	}
	return &Questions{Reader{lexicon: root}}
}

var (
	shortYear = regexp.MustCompile(`(^|[^\d])(\d\d)년(\s*(?:\d{1,2}\s*월|[1-4]\s*분기|상반기|하반기))`)
	lowerUS   = regexp.MustCompile(`\b((?:to|from|with|vs|versus|for|and|or)(?: the)?|the) us\b|^us\b`)
	firstDays = regexp.MustCompile(`(?i)\bfirst\s+(10|20|ten|twenty)\s+days\b|(?:^|\D)1\s*[~∼-]\s*(10|20)일`)
)

// Read reads a question.
func (r *Questions) Read(q retrieval.Query) Question {
	text := r.mended(q)
	text = shortYear.ReplaceAllString(text, "${1}20${2}년$3")
	text = lowerUS.ReplaceAllStringFunc(text, func(s string) string { return s[:len(s)-2] + "US" })
	out := Question{Says: map[string]bool{}, Why: q.Asks == retrieval.AsksWhy, Korean: q.Korean}
	out.Says["yesno"] = q.Asks == retrieval.AsksYesNo
	if q.Asks == retrieval.AsksWho || q.Asks == retrieval.AsksWhere || q.Asks == retrieval.AsksSummary {
		out.Left = append(out.Left, text)
	}
	out.text = text
	ts := r.words.tokens(text, q.AsOf, triangles{white: -1})
	for i, t := range ts {
		if i > 0 && ts[i-1].class == asks && t.class == word && t.text[0] >= 0x80 && !strings.ContainsAny(text[ts[i-1].end:t.start], " \n") {
			continue // an ending: "얼마|였지"
		}
		out.take(ts, i, t)
	}
	for _, m := range dates.Read(text, q.AsOf) {
		for i := range out.Times {
			if out.Times[i].start == m.Start {
				out.Times[i].Yearless, out.Times[i].Relative = m.Yearless, m.Relative
			}
		}
		if at := slices.IndexFunc(ts, func(t token) bool { return t.class == basis && t.start == m.Start }); at >= 0 && len(out.Times) == 0 && !out.Says["compare"] {
			out.Times, out.Basis = []Time{{Period: m.Period, Relative: true}}, "" // "last month's exports"
		}
	}
	out.arrange(text)
	out.foreign(ts)
	return out
}

var (
	toHome    = regexp.MustCompile(`(?i)\b(?:to|from|into|in) (?:south )?korea\b|한국(?:에|으로|에서|산)(?:\s|$)`)
	adjective = regexp.MustCompile(`(?i)(?:ese|ian|[^s]ean|can|ish|french|dutch|swiss|greek)$`) // "ASEAN" is none
	inward    = regexp.MustCompile(`(?i)\b(?:fdi|investments?) (?:in|into|to) `)
)

// foreign leaves a question that may be for the figures of another country: "US
// exports to Korea", "Chinese exports", "FDI in the US", "car sales in Japan".
// What the releases count of a partner is the trade of Korea with it.
func (q *Question) foreign(ts []token) {
	if len(q.Partners) == 0 {
		return
	}
	abroad := toHome.MatchString(q.text) || inward.MatchString(q.text) || slices.ContainsFunc(q.Measures, func(m string) bool {
		return m == observation.Production || m == observation.Sales
	})
	for _, t := range ts {
		if t.class != partner {
			continue
		}
		own := strings.HasPrefix(q.text[t.end:], "'s") || strings.HasPrefix(q.text[t.end:], "’s") || t.particle == "의"
		abroad = abroad || own || adjective.MatchString(q.text[t.start:t.end])
	}
	if abroad {
		q.Left = append(q.Left, q.text)
	}
}

// mended is the text of a question with its misspelt words put right.
func (r *Questions) mended(q retrieval.Query) string {
	text := q.Text
	for _, u := range slices.Backward(q.Terms) {
		if u.Corrected == "" || u.End > len(text) {
			continue
		}
		us := units(u.Text)
		if _, end := r.words.lexicon.match(us, 0); end < len(us) {
			text = text[:u.Start] + u.Corrected + text[u.End:]
		}
	}
	return text
}

// take takes what one token says.
func (q *Question) take(ts []token, i int, t token) {
	leave := func() { q.Left = append(q.Left, t.text) }
	switch t.class {
	case measure, verbal:
		key := strings.TrimRight(t.key, "+-")
		if key == "" || t.inside {
			leave()
			return
		}
		q.Named = append(q.Named, q.text[t.start:t.end])
		if q.Measures = with(q.Measures, key); key == observation.Balance && key != t.key {
			q.Sign = map[bool]float64{true: 1, false: -1}[strings.HasSuffix(t.key, "+")]
		}
	case basisOf:
		if key := t.key; strings.HasPrefix(key, "fdi") {
			q.Measures = with(q.Measures, key)
		} else {
			q.Measures = with(q.Measures, observation.DailyExports)
		}
	case item:
		q.item(ts, i, t)
	case partner:
		q.Partners = with(q.Partners, t.key)
	case date:
		q.date(t)
	case up, down:
		if q.Says["change"] = true; q.Sign == 0 && t.text != "growth" {
			q.Sign = map[bool]float64{true: 1, false: -1}[t.class == up]
		} else if q.Sign != 0 && (q.Sign > 0) != (t.class == up) {
			q.Says["updown"] = true
		}
	case basis:
		q.Basis, q.Says["change"] = observation.Basis(t.key+"-before"), true
	case number:
		q.number(ts, i, t)
	case asks:
		q.Says[t.key] = true
		if text := q.text[t.start:t.end]; strings.HasPrefix(t.key, "over") && (strings.HasSuffix(text, "s") || strings.HasSuffix(text, "별")) {
			q.Says["several"] = true
		}
	case record:
		q.Says["record"] = true
	case hedge:
		if t.text != "may" {
			leave()
		}
	case cause:
		leave()
	case neutral:
		if t.key == "agents" {
			leave()
		}
	case word:
		if t.text != "us" && !words.IsStop(words.Fold(t.text)) && strings.ContainsFunc(t.text, unicode.IsLetter) {
			leave()
			q.of(ts, i)
		}
	case punct:
		q.Says["change"] = q.Says["change"] || t.key == "%"
	}
}

// of notes the word at token i where a measure is of it: "wine imports", "imports of wine".
func (q *Question) of(ts []token, i int) {
	before := i+1 < len(ts) && ts[i+1].class == measure
	if before || i > 1 && ts[i-1].class == prep && ts[i-1].key == "of" && ts[i-2].class == measure {
		q.Of = append(q.Of, q.text[ts[i].start:ts[i].end])
	}
}

// with is a list with a key, once.
func with(list []string, key string) []string {
	if slices.Contains(list, key) {
		return list
	}
	return append(list, key)
}

// item takes an item. Of two that belong together it is the narrower one: "ICT
// semiconductors", "online retail", "share of online in retail".
func (q *Question) item(ts []token, i int, t token) {
	prev := token{}
	if i > 0 {
		prev = ts[i-1]
	}
	switch k := len(q.Items) - 1; {
	case k >= 0 && strings.HasSuffix(q.Items[k], "-"+t.key):
	case k >= 0 && prev.class == item && prev.particle == "":
		q.Items[k] = t.key
	case k >= 0 && prev.class == prep && prev.key == "in" && i > 1 && ts[i-2].class == item:
	default:
		q.Items = with(q.Items, t.key)
	}
	if t.own != "" {
		q.Says["own "+t.own] = true
	}
}

func (q *Question) date(t token) {
	switch m := mentionOf(t); {
	case strings.HasSuffix(strings.ToLower(q.text[t.start:t.end]), "fall"): // "when did exports last fall"
		q.Sign, q.Says["change"], q.Says["latest"] = -1, true, true
	case m.Kind == dates.Day && m.Period.From == m.Period.To:
		q.Released = m.Period
	case m.Kind == dates.Week || m.Kind == dates.Weekday || m.Kind == dates.Part:
		q.Left = append(q.Left, t.text)
	default:
		q.Times = append(q.Times, Time{Period: m.Period, start: t.start})
	}
}

// number takes an amount as the limit that a figure is to pass.
func (q *Question) number(ts []token, i int, t token) {
	switch {
	case t.amount.bad != "" || t.amount.between:
		q.Left = append(q.Left, t.text)
	case t.counted != "":
		q.Left = append(q.Left, t.text)
	case t.amount.Number >= 1e6 || i > 0 && ts[i-1].class == approx && ts[i-1].key == observation.Over:
		q.Limit = t.amount.Amount
	case t.amount.Unit == "days" && t.amount.Number <= 31 || t.amount.Unit == "" && t.amount.Number < 32:
	default:
		q.Left = append(q.Left, t.text)
	}
}

// figureWords are kinds of words that ask for a figure even without a measure.
var figureWords = []string{
	"value", "count", "change", "share", "highest", "lowest", "fastest", "steepest", "compare", "difference", "streak", "first", "when", "part", "monthly",
	"cumulative", "record",
}

// arrange puts what the words say in order, once all are read.
func (q *Question) arrange(text string) {
	q.chooseMeasures()
	q.giveYear()
	inDays := func(t Time) bool { return observation.GrainOf(t.Period) == observation.Days }
	if m := firstDays.FindStringSubmatch(text); m != nil && !slices.ContainsFunc(q.Times, inDays) {
		days := 20
		if n := strings.ToLower(cmp.Or(m[1], m[2])); n == "10" || n == "ten" {
			days = 10
		}
		q.Times = append(q.Times, Time{Days: days})
	}
	if !q.Released.IsZero() && !q.Says["release"] {
		q.Left = append(q.Left, q.Released.String())
	}
	figure := slices.ContainsFunc(figureWords, func(word string) bool { return q.Says[word] })
	if q.Plain = len(q.Measures) == 0 && !figure; q.Plain && q.Says["latest"] || q.Says["release"] && q.Released.IsZero() && !figure {
		q.Left = append(q.Left, text) // news are asked for
	}
	if q.Says["overmonths"] && q.Sign != 0 && !q.Says["highest"] && !q.Says["lowest"] {
		q.Left = append(q.Left, text) // "which months had a deficit": each would have to be looked at
	}
	q.Sure = len(q.Measures) > 0 && !q.Why
}

// chooseMeasures keeps the narrowest of the measures that words name: "daily
// average exports", "surplus in trade".
func (q *Question) chooseMeasures() {
	has := func(key string) bool { return slices.Contains(q.Measures, key) }
	drop := func(keys ...string) {
		q.Measures = slices.DeleteFunc(q.Measures, func(k string) bool { return slices.Contains(keys, k) })
	}
	if q.Says["share"] {
		q.Measures = with(q.Measures, observation.Share)
	}
	if slices.ContainsFunc([]string{observation.DailyExports, observation.ExportVolume, observation.Balance, observation.Share, observation.WorkingDays}, has) {
		drop(observation.Exports, observation.Trade, observation.Sales)
	}
	if has(observation.FDIArrived) || has(observation.FDIPledged) {
		drop("fdi")
	}
	if q.Says["alltrade"] && len(q.Measures) == 0 {
		q.Measures = []string{observation.Exports, observation.Imports, observation.Balance}
	}
	for i, m := range q.Measures {
		switch {
		case m == "fdi":
			q.Measures[i] = observation.FDIPledged
		case m == observation.Exports && q.Says["count"] && len(q.Items) > 0:
			q.Measures[i] = observation.ExportVolume
		}
	}
}

// giveYear gives months without a year the one that stands alone ("Dec 1-10
// exports 2025"), or that of the other months named.
func (q *Question) giveYear() {
	at := slices.IndexFunc(q.Times, func(t Time) bool { return !t.Relative && !t.Yearless })
	if at < 0 || !slices.ContainsFunc(q.Times, func(t Time) bool { return t.Yearless }) {
		return
	}
	named := q.Times[at].Period
	if observation.GrainOf(named) == observation.Year {
		q.Times = slices.Delete(q.Times, at, at+1)
	}
	for i, t := range q.Times {
		if t.Yearless {
			q.Times[i] = Time{Period: moved(t.Period, named.From.Year-t.Period.From.Year)}
			if months := int(t.Period.From.Month - named.From.Month); len(q.Times) > 1 && months > 6 && observation.GrainOf(named) == observation.Month {
				q.Times[i].Period = moved(q.Times[i].Period, -1) // "January 2026 against December"
			}
		}
	}
}

// moved is a period some years later; that of a whole month stays whole.
func moved(p release.Period, years int) release.Period {
	last := p.To.AddDays(1).Day == 1
	p.From.Year += years
	if p.To.Year += years; last {
		p.To = release.NewDate(p.To.Year, p.To.Month+1, 0)
	}
	return p
}

// Nothing reports whether a question names nothing that figures are of.
func (q Question) Nothing() bool {
	return len(q.Measures)+len(q.Items)+len(q.Partners)+len(q.Times) == 0
}

// Continue reads a question as one that goes on from an earlier one: what it
// does not name is what that was about.
func (q Question) Continue(earlier Question) Question {
	if len(q.Left) > 0 || len(earlier.Left) > 0 || len(q.Measures) > 0 && len(q.Times) > 0 {
		return q
	}
	if len(earlier.Measures) == 0 && len(earlier.Items) == 0 && len(earlier.Partners) == 0 {
		return q
	}
	ranks := q.Says["overitems"] || q.Says["overpartners"]
	// A balance has no items of its own: those of exports are meant then.
	if len(q.Measures) == 0 && !((ranks || len(q.Items) > 0) && slices.Contains(earlier.Measures, observation.Balance)) {
		q.Measures = earlier.Measures
	}
	if len(q.Items) == 0 {
		q.Items = earlier.Items
	} else if len(q.Partners) == 0 {
		earlier.Partners = nil
	}
	if len(q.Partners) == 0 {
		q.Partners = earlier.Partners
	}
	q.Times = continued(q.Times, earlier.Times, q.Says)
	return q
}

func continued(own, earlier []Time, says map[string]bool) []Time {
	if len(earlier) == 0 {
		return own
	}
	month := func(p release.Period) release.Period { return release.MonthOf(p.From.Year, p.From.Month) }
	switch {
	case len(own) == 0 && says["whole"]:
		out := slices.Clone(earlier)
		for i := range out {
			if observation.GrainOf(out[i].Period) == observation.Days {
				out[i].Period = month(out[i].Period)
			}
		}
		return out
	case len(own) == 0:
		return earlier
	}
	own = slices.Clone(own)
	for i, t := range own {
		switch {
		case t.Days > 0:
			p := month(earlier[0].Period)
			p.To.Day = t.Days
			p.To.Month, p.To.Year = p.From.Month, p.From.Year
			own[i] = Time{Period: p, Yearless: earlier[0].Yearless}
		case t.Yearless && !earlier[0].Yearless:
			own[i].Period, own[i].Yearless = moved(t.Period, earlier[0].Period.From.Year-t.Period.From.Year), false
		}
	}
	if says["compare"] && len(own) == 1 && len(earlier) == 1 {
		return append(slices.Clone(earlier), own...)
	}
	return own
}

// MayTell reports whether a sentence of a release holds a number beside all that
// a question names: it may then answer where no figure was read. The title may
// name some of it instead; its measure counts where it names one alone and the
// sentence none. In a release of which nothing was read, the measure may go
// without saying.
func (r *Questions) MayTell(title, sentence string, day release.Date, q Question, read bool) bool {
	numbers, told := false, len(q.Times) == 0 || slices.Contains(q.Measures, observation.Trade) // no statistics tell trade as a whole: any time may do
	for _, m := range dates.Read(title+"\n"+sentence, day) {
		told = told || slices.ContainsFunc(q.Times, func(t Time) bool { return t.Period == m.Period })
	}
	var items, partners []string
	var measures [2][]string // of the title, of the sentence
	for i, text := range []string{title, sentence} {
		for _, t := range r.words.tokens(text, day, triangles{white: -1}) {
			switch t.class {
			case item:
				items = with(items, t.key)
			case partner:
				partners = with(partners, t.key)
			case measure, verbal:
				if key := strings.TrimRight(t.key, "+-"); key != "" {
					measures[i] = with(measures[i], key)
				}
			case number:
				numbers = numbers || i == 1 && (t.amount.Unit != "" || t.counted != "")
			}
		}
	}
	unsaid := !read && len(measures[1]) == 0 && len(q.Items)+len(q.Partners) > 0
	if len(measures[1]) == 0 && len(measures[0]) == 1 {
		measures[1] = measures[0]
	}
	within := func(asked, named []string) bool { return len(asked) > 0 || len(named) == 0 }
	lacks := func(named []string) func(string) bool {
		return func(key string) bool { return !slices.Contains(named, key) }
	}
	return numbers && told && within(q.Items, items) && within(q.Partners, partners) && !slices.ContainsFunc(q.Items, lacks(items)) &&
		!slices.ContainsFunc(q.Partners, lacks(partners)) && (unsaid || !slices.ContainsFunc(q.Measures, lacks(measures[1])))
}
