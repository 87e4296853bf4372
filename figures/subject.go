package figures

import (
	"strings"

	"motirbot/figures/observation"
	"motirbot/release"
)

// subject is what figures of a sentence are of.
type subject struct {
	measure string // "-" for what is not kept
	item    string
	own     string // measure that the item has of itself
	partner string
	named   bool // the measure is said, not only an item or a partner
	unknown bool // of something the vocabulary does not know
	sign    float64
	period  release.Period // said with it: "exports in January to April"
}

// subjects reads the noun phrase that begins at token i: "exports of chips to
// China", "U.S.-bound car exports", "대중국 수출". An item or a partner alone is
// a phrase as well. next is the token after it.
func (d *document) subjects(ts []token, i int) (list []subject, next int) {
	var (
		items, partners []string
		unknown, bound  bool
		period          release.Period
		j               = i
		korean          bool
		own             string
	)
	if k := i - 1; k >= 0 && ts[i].class != verbal {
		unknown = d.modified(ts, k, ts[i])
	}
	finish := func(measures []token, next int) ([]subject, int) {
		var out []subject
		if len(measures) == 0 {
			measures = []token{{}}
		}
		for _, m := range measures {
			s := subject{measure: m.key, named: m.class != word, unknown: unknown || m.inside || m.tail, period: period, own: own}
			if m.class == verbal || m.class == measure {
				switch {
				case strings.HasSuffix(m.key, "+"):
					s.measure, s.sign = observation.Balance, 1
				case strings.HasSuffix(m.key, "-") && m.key != "-":
					s.measure, s.sign = observation.Balance, -1
				}
			}
			if len(partners) > 0 && s.named && !bound && s.measure != observation.Imports && s.measure != "fdi" && s.measure != observation.FDIPledged && s.measure != observation.FDIArrived && !korean {
				s.unknown = true // "China exports": by China, or to it
			}
			if s.measure == observation.Sales && len(partners) > 0 {
				s.measure = observation.Exports // "sales to the EU"
			}
			switch n := max(len(items), 1) * max(len(partners), 1); {
			case n == 1:
				s.item, s.partner = strings.Join(items, ""), strings.Join(partners, "")
				out = append(out, s)
			case len(items) > 1 && len(partners) > 1:
				s.unknown = true
				out = append(out, s)
			case len(items) > 1:
				for _, it := range items {
					s.item, s.partner = it, strings.Join(partners, "")
					out = append(out, s)
				}
			default:
				for _, p := range partners {
					s.item, s.partner = strings.Join(items, ""), p
					out = append(out, s)
				}
			}
		}
		return out, next
	}
	ended := func(t token) bool {
		return t.particle != "" && t.particle != "의" && t.particle != "와" && t.particle != "과"
	}
	for ; j < len(ts); j++ {
		t := ts[j]
		if t.class == measure || t.class == verbal && (j == i || len(items) > 0 && len(partners) == 0) {
			break
		}
		switch {
		case t.class == item:
			if len(items) > 0 && ts[j-1].class == item {
				items = items[:len(items)-1] // "ICT semiconductors": the narrower one
			}
			items = append(items, t.key)
			own = t.own
			unknown = unknown || t.tail
		case t.class == partner && j+1 < len(ts) && ts[j+1].text == "bound":
			partners, bound = append(partners, t.key), true
			j++
		case t.class == partner && (j+1 < len(ts) && ts[j+1].text == "s" || t.particle == "의"):
			partners, unknown = append(partners, t.key), true
		case t.class == partner:
			partners = append(partners, t.key)
			if t.text == "대" {
				bound = true
			}
			unknown = unknown || t.tail
		case j > i && t.class == date && reportedDate(t, d.rel.Date) && period.IsZero() && j+1 < len(ts) && ts[j+1].class == measure:
			period = t.period
			continue
		case j > i && (t.key == "," || t.key == "·" || t.class == clause && t.text == "and") && j+1 < len(ts) && ts[j+1].class == ts[j-1].class && (ts[j+1].class == item || ts[j+1].class == partner) && !ended(ts[j-1]):
			continue
		case j > i && t.class == neutral && j+1 < len(ts) && (ts[j+1].class == measure || ts[j+1].class == verbal) && t.text != "s":
			continue
		default:
			return finish(nil, j)
		}
		if ended(t) {
			return finish(nil, j+1)
		}
	}
	if j == len(ts) {
		return finish(nil, j)
	}
	heads := []token{ts[j]}
	if k := j + 2; k < len(ts) && ts[j].class == measure && ts[j].key != "-" && (ts[j+1].text == "and" || ts[j+1].key == "·") {
		for k < len(ts) && ts[k].class == neutral {
			k++
		}
		if k < len(ts) && ts[k].class == measure && ts[k].key != "-" && !(k+1 < len(ts) && (ts[k+1].class == prep && ts[k+1].key != "in" || ts[k+1].class == number)) {
			heads = append(heads, ts[k])
			j = k
		}
	} else if (ts[j].particle == "과" || ts[j].particle == "와") && j+1 < len(ts) && ts[j+1].class == measure {
		heads = append(heads, ts[j+1])
		j++
	}
	head := ts[j]
	j++
	if ended(head) {
		return finish(heads, j)
	}
	if head.class == verbal {
		for j < len(ts) && ts[j].class == neutral {
			j++
		}
		if len(items) == 0 && j < len(ts) && ts[j].class == item {
			items = append(items, ts[j].key)
			j++
		}
		return finish(heads, j)
	}
	for j < len(ts) {
		t := ts[j]
		switch {
		case t.key == "(" && t.class == punct:
			k := j + 1
			for k < len(ts) && k < j+8 && ts[k].key != ")" && ts[k].class != number && ts[k].class != up && ts[k].class != down {
				k++
			}
			if k >= len(ts) || ts[k].key != ")" || ts[k].class != punct {
				return finish(heads, j)
			}
			j = k + 1
		case t.class == neutral && t.text != "the" && t.text != "a" && t.text != "an":
			j++
		case t.class == date && period.IsZero() && reportedDate(t, d.rel.Date) && heads[0].text[0] >= 0x80:
			period = t.period
			j++
		case t.class == partner && head.key == observation.Trade:
			bound = true
			j = d.list(ts, j, partner, &partners)
		case (t.text == "bound" || t.text == "destined" || t.text == "headed") && j+1 < len(ts) && ts[j+1].class == prep:
			k := j + 2
			for k < len(ts) && ts[k].class == neutral {
				k++
			}
			if k >= len(ts) || ts[k].class != partner {
				unknown = true
				return finish(heads, k)
			}
			bound = true
			j = d.list(ts, k, partner, &partners)
		case t.class == prep:
			k := j + 1
			for k < len(ts) && ts[k].class == neutral {
				k++
			}
			if k >= len(ts) {
				return finish(heads, j)
			}
			n := ts[k]
			switch {
			case n.class == date && (t.key == "in" || t.key == "of" || t.key == "from" && n.kind != 0 && observation.GrainOf(n.period) != observation.Month):
				if !reportedDate(n, d.rel.Date) {
					return finish(heads, j)
				}
				period = n.period
				j = k + 1
			case (t.key == "of" || t.key == "in") && n.class == item:
				k = d.list(ts, k, item, &items)
				for k < len(ts) && (ts[k].class == neutral && ts[k].text != "a" && ts[k].text != "the" || ts[k].class == measure && ts[k].key == observation.Trade) {
					k++
				}
				j = k
			case t.key == "of" && n.class == number && n.counted != "":
				items = append(items, n.counted)
				j = k + 1
			case t.key == "to" && n.class == partner && isOutward(head.key), t.key == "from" && n.class == partner && !isOutward(head.key),
				t.key == "with" && n.class == partner && (head.key == observation.Trade || strings.HasPrefix(head.key, observation.Balance)):
				bound = true
				j = d.list(ts, k, partner, &partners)
			case n.class == home && t.key == "to", n.class == partner && t.key == "from":
				unknown = true // another country's exports
				return finish(heads, k+1)
			case n.class == home:
				j = k + 1
			case n.class == number || t.key == "with" || t.key == "against" || t.key == "at" || t.key == "on" || t.key == "in" || n.class == basis || n.class == punct || n.class == approx:
				return finish(heads, j)
			case n.class == word && (t.key == "of" || t.key == "to" || t.key == "from" || t.key == "by") && !(t.key == "by" && (n.text == "item" || n.text == "region" || n.text == "country" || n.text == "destination")):
				unknown = true
				return finish(heads, k)
			default:
				return finish(heads, j)
			}
		case t.class == word && d.compound(head, t):
			unknown = true
			return finish(heads, j)
		default:
			return finish(heads, j)
		}
	}
	return finish(heads, j)
}

// list reads items or partners that stand in a row from token k on.
func (d *document) list(ts []token, k int, c class, into *[]string) int {
	for k < len(ts) && ts[k].class == c {
		if n := len(*into); n > 0 && ts[k-1].class == c {
			*into = (*into)[:n-1]
		}
		*into = append(*into, ts[k].key)
		k++
		if k+1 < len(ts) && ts[k].key == "(" && ts[k].class == punct { // "China (including Hong Kong)"
			for n := k + 1; n < len(ts) && n < k+6 && ts[n].class != number && ts[n].class != up && ts[n].class != down; n++ {
				if ts[n].key == ")" && ts[n].class == punct {
					k = n + 1
					break
				}
			}
		}
		next := k
		for next < len(ts) && next < k+3 && (ts[next].key == "," && ts[next].class == punct || ts[next].text == "and" || ts[next].text == "the") {
			next++
		}
		if next > k && next < len(ts) && ts[next].class == c && d.continues(ts, next+1) {
			k = next
		}
	}
	return k
}

// continues reports whether a list of items or partners goes on at token i as
// part of the same phrase, and is not a clause or phrase of its own: "exports of
// cars and ship exports".
func (d *document) continues(ts []token, i int) bool {
	return i >= len(ts) || ts[i].class != measure && !(ts[i].key == "(" && ts[i].class == punct)
}

// modified reports whether the word before a noun phrase makes it one of
// something that is not known: "kimchi exports", "Japan's exports".
func (d *document) modified(ts []token, k int, head token) bool {
	t := ts[k]
	switch {
	case head.inside:
		return true
	case t.class == word && t.text[0] >= 0x80 && head.start > t.end: // a Korean word, which may modify
		return t.particle == "" && !head.line && koreanNoun(t.text)
	case t.class == word && head.upper && t.upper: // a heading before a sentence
		return false
	case t.class == word:
		return !likeVerb(t.text)
	case t.class == partner:
		return head.class == measure || head.class == item
	case t.class == neutral && t.text == "s" && k > 0:
		return ts[k-1].class == partner || ts[k-1].class == word && !strings.HasPrefix(ts[k-1].text, "countr") && !strings.HasPrefix(ts[k-1].text, "ministr")
	}
	return false
}

// koreanNoun reports whether a Korean word without a known particle may modify
// the noun behind it: it does not end like an adverb or a verb.
func koreanNoun(w string) bool {
	for _, end := range []string{"한", "은", "는", "의", "로", "며", "고", "서", "해", "여", "어", "히", "던", "된", "운", "게", "면", "지", "데", "도", "에"} {
		if strings.HasSuffix(w, end) {
			return false
		}
	}
	return true
}

func likeVerb(w string) bool {
	for _, end := range []string{"ed", "ing", "ly", "s"} {
		if strings.HasSuffix(w, end) && len(w) > 3 {
			return true
		}
	}
	switch w {
	case "that", "if", "how", "both", "saw", "see", "put", "push", "lift", "send", "sent", "drove", "drive", "said", "say", "whose", "where", "so", "no", "then", "here", "not", "bn", "out", "there", "leave", "left", "did", "do", "let", "kept", "keep", "led":
		return true
	}
	return len(w) < 3
}

// compound reports whether a word after a measure makes it another noun:
// "trade ministers", "production facilities", "수출 계약".
func (d *document) compound(head, t token) bool {
	if t.text[0] >= 0x80 {
		return head.particle == "" && t.particle == "" && koreanNoun(t.text)
	}
	switch head.key {
	case observation.Exports, observation.Imports, observation.ExportVolume, observation.WorkingDays, observation.DailyExports:
		return strings.HasPrefix(t.text, "control") || strings.HasPrefix(t.text, "credit") || strings.HasPrefix(t.text, "market")
	}
	return !strings.HasSuffix(t.text, "ed") && !strings.HasSuffix(t.text, "ly")
}

func isOutward(m string) bool {
	return m == observation.Exports || m == observation.ExportVolume || m == observation.DailyExports || m == observation.Sales
}

func reportedDate(t token, day release.Date) bool {
	return reported(mentionOf(t), day)
}
