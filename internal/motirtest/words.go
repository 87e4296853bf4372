package motirtest

import (
	"fmt"
	"strconv"

	"motirbot/release"
)

// The generator picks from lists of coprime lengths, so that combinations come
// again only after thousands of releases.
var (
	partners = []string{"Japan", "the European Union", "Viet Nam", "the United States", "Germany", "Poland",
		"the United Arab Emirates", "India", "Australia", "Canada", "Chile"}
	sectors = []string{"semiconductors", "batteries", "shipbuilding", "steel", "clean hydrogen", "automobiles",
		"biopharmaceuticals", "robots", "liquefied natural gas", "critical minerals", "displays", "machine tools", "offshore wind"}
	acts = []string{"Open Talks", "Sign an Accord", "Review Progress", "Launch a Fund", "Agree on a Roadmap", "Hold a Forum", "Set Up a Working Group"}
	// Category lines as the ministry prints them.
	categories = []string{"Industry", "Trade/Investment", "Energy", "FTA", "Resources"}
	officials  = []string{"Minister JK Kim", "Trade Minister Yeo Han-koo", "Vice Minister Moon Shin-hak"}
)

func pick(list []string, i int) string { return list[i%len(list)] }

// generated is release number i, the same at every call. Two come out on most
// days.
func generated(i int, first release.Date) Release {
	r := Release{
		Number:     strconv.Itoa(FirstNumber + i),
		Title:      fmt.Sprintf("Korea and %s %s on %s in Round %d", pick(partners, i), pick(acts, i), pick(sectors, i), i+1),
		Category:   pick(categories, i),
		Date:       first.AddDays(i / 2),
		Paragraphs: sentences(i, 3+i%6),
	}
	if i%4 == 1 {
		r.Paragraphs = append(r.Paragraphs,
			"△ Joint research on "+pick(sectors, i+1), "△ Training for "+strconv.Itoa(20+i%50)+" engineers", "- A yearly report to both governments")
	}
	if i%5 == 2 {
		r.Table = [][]string{
			{"Item", "2024", "2025"},
			{"Exports (USD million)", strconv.Itoa(1000 + 7*i), strconv.Itoa(1100 + 9*i)},
			{"Imports (USD million)", strconv.Itoa(800 + 3*i), strconv.Itoa(820 + 4*i)},
		}
	}
	if i%3 == 0 {
		r.Attachments = []string{"Press release " + r.Number + ".pdf"}
	}
	return r
}

// sentences returns n sentences about release i in two or three paragraphs.
func sentences(i, n int) []string {
	all := []string{
		fmt.Sprintf("The Ministry of Trade, Industry and Resources (MOTIR) said that Korea and %s met in Seoul about %s.", pick(partners, i), pick(sectors, i)),
		fmt.Sprintf("%s led the Korean side in round %d of the talks.", pick(officials, i), i+1),
		fmt.Sprintf("Exports of %s to this partner came to USD %d.%d billion last year, up %d.%d percent.", pick(sectors, i), 1+i%40, i%10, 1+i%17, (i/3)%10),
		fmt.Sprintf("Both sides will invest KRW %d billion by %d.", 50+13*(i%90), 2027+i%6),
		fmt.Sprintf("Some %d companies of the two countries took part in the consultations beside the meeting.", 12+i%77),
		fmt.Sprintf("The partners also spoke about supply chains for %s.", pick(sectors, i+5)),
		"A joint committee will meet twice a year to follow what has been agreed.",
		fmt.Sprintf("The next round is planned for the %s quarter in the partner’s capital.", pick([]string{"first", "second", "third", "fourth"}, i)),
	}[:n]
	var paragraphs []string
	for len(all) > 0 {
		size := min(3, len(all))
		text := all[0]
		for _, sentence := range all[1:size] {
			text += " " + sentence
		}
		paragraphs, all = append(paragraphs, text), all[size:]
	}
	return paragraphs
}
