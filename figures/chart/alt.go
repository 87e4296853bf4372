package chart

import (
	"fmt"
	"unicode/utf16"
)

// Alt is what the chart shows in words, each figure with the date of its release, for
// those who do not see it. It ends before limit (0: none) UTF-16 units, between two figures.
func (c Chart) Alt(limit int) string {
	p := c.plan
	kind := p.word("Line chart", "선 그래프")
	if p.bars {
		kind = p.word("Bar chart", "막대 그래프")
	}
	text := fmt.Sprintf("%s: %s, %s.", kind, p.title, p.scale.name)
	var told []string
	for _, l := range p.lines {
		for i, point := range l.points {
			if point == nil {
				continue
			}
			where := p.periods[i]
			switch {
			case p.across && l.name != "":
				where = l.name
			case len(p.lines) > 1:
				where = l.name + " " + where
			}
			release := p.word("release of "+point.Date.String(), point.Date.String()+" 보도자료")
			told = append(told, fmt.Sprintf("%s: %s (%s)", where, p.scale.told(point.Value), release))
		}
	}
	for i, one := range told {
		separator := "; "
		if i == 0 {
			separator = " "
		}
		more := fmt.Sprintf(p.word("; and %d more", "; 그 밖에 %d건"), len(told)-i)
		if limit > 0 && units(text+separator+one)+units(more) > limit {
			return text + more
		}
		text += separator + one
	}
	return text
}

func units(s string) int { return len(utf16.Encode([]rune(s))) }
