package figures_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"motirbot/figures"
	"motirbot/figures/observation"
	"motirbot/internal/tables"
	"motirbot/release"
)

// render writes observations one a line: "2026-03 exports chips @china USD 5.1
// billion -3.0%".
func render(list []observation.Observation) string {
	var b strings.Builder
	for _, o := range list {
		parts := []string{o.When(), o.Measure, o.Item}
		if o.Partner != "" {
			parts = append(parts, "@"+o.Partner)
		}
		if !o.Value.IsZero() {
			parts = append(parts, o.Value.Approx, o.Value.String())
		}
		if !o.Change.IsZero() {
			parts = append(parts, o.Change.String())
			if o.Basis != observation.YearBefore {
				parts = append(parts, string(o.Basis))
			}
		}
		if o.Record != "" {
			parts = append(parts, "record:"+o.Record)
		}
		if o.Earlier {
			parts = append(parts, "earlier")
		}
		b.WriteString(strings.Join(strings.Fields(strings.Join(parts, " ")), " ") + "\n")
	}
	return b.String()
}

func statement(title, body string) release.Release {
	return release.Release{ID: "x:1", Title: title, Body: strings.Join(tables.FromText(strings.Split(body, "\n")), "\n"), Date: release.NewDate(2026, time.April, 1)}
}

// TestRead reads releases of April 1, 2026.
func TestRead(t *testing.T) {
	const march = "Exports in March 2026"
	reader := newReader(t)
	for _, c := range []struct{ name, title, body, want string }{
		{"to, from and by", march, "Ship exports fell to USD 2.1 billion from USD 2.4 billion a year before, or by 12.5 percent.",
			"2026-03 exports ships USD 2.1 billion -12.5%\n2025-03 exports ships USD 2.4 billion earlier\n"},
		{"up from", march, "Imports were $51.2 billion, up from $50.0 billion a year earlier.",
			"2026-03 imports USD 51.2 billion\n2025-03 imports USD 50.0 billion earlier\n"},
		{"value first", march, "At USD 3.4 billion, exports of petrochemicals were down 5.1 percent on the year.", "2026-03 exports petrochemicals USD 3.4 billion -5.1%\n"},
		{"change first", march, "A 7.4% rise in car exports, to $6.5bn, stood out.", "2026-03 exports cars USD 6.5 billion 7.4%\n"},
		{"respectively", march, "Exports to China and Japan grew 3.1 percent and 4.2 percent, respectively, to USD 11.0 billion and USD 2.4 billion.",
			"2026-03 exports @china USD 11.0 billion 3.1%\n2026-03 exports @japan USD 2.4 billion 4.2%\n"},
		{"one change for two is of neither alone", march, "Exports of cars and ships rose 5.2 percent to USD 9.1 billion.", ""},
		{"both", march, "Both exports and imports grew by 5.2 percent.", "2026-03 exports 5.2%\n2026-03 imports 5.2%\n"},
		{"former and latter", march, "Exports and imports stood at USD 60.0 billion and USD 55.0 billion respectively; the former gained 5.0 percent, the latter lost 1.0 percent.",
			"2026-03 exports USD 60.0 billion 5.0%\n2026-03 imports USD 55.0 billion -1.0%\n"},
		{"a verb for several", march, "Exports to China rose 12.0 percent, to the United States 1.8 percent; those to Japan fell 3.3 percent.",
			"2026-03 exports @china 12.0%\n2026-03 exports @us 1.8%\n2026-03 exports @japan -3.3%\n"},
		{"bare items", march, "Exports rose 1.0 percent and imports 2.0 percent. Chips (USD 15.1 billion, +30.2%); Steel (USD 2.4 billion, -4.0%).",
			"2026-03 exports 1.0%\n2026-03 imports 2.0%\n2026-03 exports chips USD 15.1 billion 30.2%\n2026-03 exports steel USD 2.4 billion -4.0%\n"},
		{"of this item", march, "Exports of cars came to USD 5.0 billion. Of this, USD 2.0 billion went to China.", "2026-03 exports cars USD 5.0 billion\n2026-03 exports cars @china USD 2.0 billion\n"},
		{"of this", march, "Imports came to USD 50.2 billion. Of this, crude oil made up USD 6.1 billion.", "2026-03 imports USD 50.2 billion\n2026-03 imports crude-oil USD 6.1 billion\n"},
		{"worth of it", march, "Imports of crude oil fell; USD 6.1 billion worth of it came in.", "2026-03 imports crude-oil USD 6.1 billion\n"},
		{"bound for", march, "Exports bound for Japan were USD 2.4 billion.", "2026-03 exports @japan USD 2.4 billion\n"},
		{"passive", march, "Goods worth USD 55.1 billion were imported, 0.8 percent less than a year before.", "2026-03 imports USD 55.1 billion -0.8%\n"},
		{"deficit", march, "Exports were USD 50.0 billion and imports USD 51.9 billion, so that the trade balance showed a deficit of USD 1.9 billion.",
			"2026-03 exports USD 50.0 billion\n2026-03 imports USD 51.9 billion\n2026-03 balance -USD 1.9 billion\n"},
		{"a balance that is neither", march, "The trade balance was USD 1.9 billion.", ""},
		{"year to date", march, "Exports in January to March added up to USD 170.2 billion (up 4.0 percent). Chip exports posted USD 15.0 billion.",
			"2026 Q1 exports USD 170.2 billion 4.0%\n2026-03 exports chips USD 15.0 billion\n"},
		{"month before", march, "Month on month, exports went up 3.2 percent; in February they had been USD 52.5 billion.",
			"2026-03 exports 3.2% month-before\n2026-02 exports USD 52.5 billion earlier\n"},
		{"part of a month", "Exports, March 1–20, 2026", "Exports came to USD 35.5 billion, up 4.5% on the year. There were 14.5 working days, against 15.0 a year before; the daily average fell 1.0% to USD 2.45 billion.",
			"2026-03-01..20 exports USD 35.5 billion 4.5%\n2026-03-01..20 working-days 14.5 days\n2025-03-01..20 working-days 15.0 days earlier\n2026-03-01..20 daily-exports USD 2.45 billion -1.0%\n"},
		{"all of one item", "Car Exports Up in March", "Exports rose 2.0% to USD 6.4 billion. Plants built 351,000 vehicles (down 1.5%). On the home market 149,870 cars were sold, 3.7% more than a year earlier.",
			"2026-03 exports cars USD 6.4 billion 2.0%\n2026-03 production cars 351,000 units -1.5%\n2026-03 sales cars 149,870 units 3.7%\n"},
		{"record", march, "Exports were USD 64.5 billion, the most for any March so far, and chip exports hit a record USD 16.5 billion.",
			"2026-03 exports USD 64.5 billion record:period\n2026-03 exports chips USD 16.5 billion record:ever\n"},
		{"a reason has figures of its own", march, "Chip exports gained 5.0 percent as prices of memory went up 20 percent and a 25 percent tariff was put off.", "2026-03 exports chips 5.0%\n"},
		{"a plan", march, "The government expects exports of USD 700 billion, and exports will grow 5 percent.", ""},
		{"what somebody says", march, "The minister said, “exports of USD 99 billion are our aim, after USD 60.1 billion in March.”", ""},
		{"another country's", march, "Japan’s exports rose 4.1 percent to USD 60 billion. China exports fell 2.0 percent.", ""},
		{"another measure", march, "Export controls cover 120 items, and demand for steel fell 3.0 percent to USD 4.0 billion.", ""},
		{"something unknown", march, "Kimchi exports rose 4.0 percent to USD 160 million. Exports by small firms fell 3.0 percent.", ""},
		{"about and over", march, "Exports to Japan stood at about USD 2.4 billion and exports to China at over USD 11 billion.",
			"2026-03 exports @japan about USD 2.4 billion\n2026-03 exports @china over USD 11 billion\n"},
		{"a bound", march, "Exports to Japan may get support of up to USD 2.4 billion.", ""},
		{"points", march, "Exports of cars rose by 2.5 percentage points and exports of ships by 3.5%p.", ""},
		{"torn numbers", march, "Exports were USD 60 . 3 billion, imports USD 51. 4 billion and car exports 12, 345 units; steel exports USD 2 400 million.", ""},
		{"years", march, "Exports since 2019 and the exports of 2,030 firms in 2026 are listed.", ""},
		{"contradiction", march, "Chip exports came to USD 15.0 billion. Ship exports posted USD 2.0 billion. In all, chip exports stood at USD 16.2 billion.", "2026-03 exports ships USD 2.0 billion\n"},
		{"roundings of one", march, "Chip exports came to USD 15.0 billion. Chip exports were USD 15.04 billion.", "2026-03 exports chips USD 15.0 billion\n"},
		{"no period", "Exports", "Exports came to USD 15.0 billion.", ""},
		{"Korean", "2026년 3월 수출입 동향", "□ 수출은 전년 동월 대비 5.1% 증가한 612억 3,000만 달러, 수입은 1.2% 감소한 540억 달러, 무역수지는 72억 3,000만 달러 흑자를 기록하였다.\nㅇ 대중국 수출 110억 달러(△2.1%), 자동차는 62억 달러(3.0%)였다.",
			"2026-03 exports USD 61.23 billion 5.1%\n2026-03 imports USD 54.0 billion -1.2%\n2026-03 balance USD 7.23 billion\n2026-03 exports @china USD 11.0 billion -2.1%\n2026-03 exports cars USD 6.2 billion 3.0%\n"},
		{"Korean, before in brackets", "2026년 1분기 외국인직접투자", "외국인직접투자는 신고 기준 70억 달러로 전년 동기(64억 달러) 대비 9.4% 증가하였고, 도착 기준으로는 30억 달러로 2.0% 감소하였다.",
			"2026 Q1 fdi-pledged USD 7.0 billion 9.4%\n2025 Q1 fdi-pledged USD 6.4 billion earlier\n2026 Q1 fdi-arrived USD 3.0 billion -2.0%\n"},
		{"Korean, respectively", "2026년 3월 수출입 동향", "반도체와 자동차 수출은 각각 150억 달러, 60억 달러로 20.1%, 1.2% 증가했다.",
			"2026-03 exports chips USD 15.0 billion 20.1%\n2026-03 exports cars USD 6.0 billion 1.2%\n"},
		{"Korean, all of one item", "자동차산업 동향(3월)", "3월 생산은 38만 5,104대(2.4%↓), 내수는 15만 734대(6.8%↑)였다.",
			"2026-03 production cars 385,104 units -2.4%\n2026-03 sales cars 150,734 units 6.8%\n"},
		{"output of nobody knows what", march, "Production rose 2.0 percent to 5,000 units.", ""},
		{"theirs", march, "Memory makers did well: their exports rose 5.0 percent to USD 13.1 billion.", ""},
		{"Korean, a contract is no export", "2026년 3월 방산", "방산 수출 계약은 84억 달러이다.", ""},
		{"△ told to be a rise", march, "Exports by region\n△ marks an increase, ▲ a decrease\nExports to China posted USD 9.0 billion (△2.0%), exports to Japan USD 2.0 billion (▲3.0%).",
			"2026-03 exports @china USD 9.0 billion 2.0%\n2026-03 exports @japan USD 2.0 billion -3.0%\n"},
		{"▲ of unknown meaning", march, "Exports to China posted USD 9.0 billion (▲2.0%).", "2026-03 exports @china USD 9.0 billion\n"},
		{"table", march, "Exports by region (USD million, %)\n| Region | Mar. 2025 | Mar. 2026 | Change |\n|---|---|---|---|\n| China | 10,000 | 9,800 | △2.0 |\n| Total | 55,000 | 60,500 | 10.0 |",
			"2025-03 exports @china USD 10 billion earlier\n2026-03 exports @china USD 9.8 billion -2.0%\n2025-03 exports USD 55 billion earlier\n2026-03 exports USD 60.5 billion 10.0%\n"},
		{"table without a unit", march, "Exports by item\n| Item | Mar. 2026 | Change |\n|---|---|---|\n| Ships | 1,200 | 2.0 |", ""},
		{"table with heads of its own", "Zones in 2025", "| Zone | Companies | Share (%) |\n|---|---|---|\n| Songdo | 1,200 | 60.5 |", "2025 companies songdo 1,200\n2025 share songdo 60.5%\n"},
		{"table in years", "Quota review", "| Year | Quota (tons) |\n|---|---|\n| 2024 | 1,200 |\n| 2025 | 900 |", "2024 quota 1,200 tons\n2025 quota 900 tons\n"},
		{"table in one line", "Coal Imports by Origin in 2025", "Stocks fell. Origin Volume (million tons) Share (%) Change (%) Australia 41.2 40.0 -2.0 Viet Nam 10.3 10.0 +3.5 Others 51.5 50.0 +1.0 Total 103.0 100.0 +0.2 Prices eased.",
			"2025 import-volume coal @australia 41.2 million tons -2.0%\n2025 share coal @australia 40.0%\n2025 import-volume coal @vietnam 10.3 million tons 3.5%\n2025 share coal @vietnam 10.0%\n2025 import-volume coal @others 51.5 million tons 1.0%\n2025 share coal @others 50.0%\n2025 import-volume coal 103.0 million tons 0.2%\n2025 share coal 100.0%\n"},
		{"numbers in one line that nobody names", march, "Item A 1 2 3 B 4 5 6 C 7 8 9 and so on.", ""},
		{"heads without a line below", march, "(단위: 억 달러)\n| 품목 | ’26.3월 | 증감률 |\n| 선박 | 24.5 | △3.1 |", "2026-03 exports ships USD 2.45 billion -3.1%\n"},
		{"two periods in the title", "Trade in March and in the First Quarter of 2026", "In March, exports were USD 60.1 billion. Ship exports posted USD 2.1 billion. In the first quarter, imports came to USD 150.2 billion.",
			"2026-03 exports USD 60.1 billion\n2026-03 exports ships USD 2.1 billion\n2026 Q1 imports USD 150.2 billion\n"},
		{"periods named by their kind", "Car Exports in the First Quarter of 2026", "Car exports in March 2026 were USD 6.1 billion. Hybrids brought USD 1.4 billion in the month. For the quarter, car exports came to USD 17.2 billion.",
			"2026-03 exports cars USD 6.1 billion\n2026-03 exports hybrids USD 1.4 billion\n2026 Q1 exports cars USD 17.2 billion\n"},
		{"months of the year so far", march, "Exports were USD 60.1 billion. Since the start of the year, exports have come to USD 170.2 billion, and imports in the three months to March to USD 150.1 billion.",
			"2026-03 exports USD 60.1 billion\n2026 Q1 exports USD 170.2 billion\n2026 Q1 imports USD 150.1 billion\n"},
		{"the amount of another year", march, "Exports came to USD 60.1 billion, 2.1 percent above the USD 58.9 billion of March 2025.",
			"2026-03 exports USD 60.1 billion 2.1%\n2025-03 exports USD 58.9 billion earlier\n"},
		{"when they had been", march, "Exports were USD 60.1 billion, more than in February, when they had been USD 52.5 billion.",
			"2026-03 exports USD 60.1 billion\n2026-02 exports USD 52.5 billion earlier\n"},
		{"amounts before destinations", march, "Exports rose 1.0 percent. USD 11.2 billion went to China and USD 2.2 billion to Japan.",
			"2026-03 exports 1.0%\n2026-03 exports @china USD 11.2 billion\n2026-03 exports @japan USD 2.2 billion\n"},
		{"of the whole", march, "Exports rose 1.0 percent. Of March’s exports, USD 15.2 billion was earned with chips.",
			"2026-03 exports 1.0%\n2026-03 exports chips USD 15.2 billion\n"},
		{"goods of a channel are not the channel", "Retail Sales in March 2026", "Offline sales fell 1.0 percent. Offline furnishings dropped 9.0 percent.",
			"2026-03 sales offline-retail -1.0%\n"},
		{"an aside", march, "Exports rose 1.0 percent. Ships, whose makers had been on strike, came to USD 2.2 billion, and Japan, the fifth market, took USD 2.4 billion.",
			"2026-03 exports 1.0%\n2026-03 exports ships USD 2.2 billion\n2026-03 exports @japan USD 2.4 billion\n"},
		{"a row without respectively", march, "Exports to China (USD 11.2 billion) and to Japan (USD 2.4 billion) were up 3.1% and 4.0%.",
			"2026-03 exports @china USD 11.2 billion 3.1%\n2026-03 exports @japan USD 2.4 billion 4.0%\n"},
		{"a row of nobody", march, "Ship exports moved by 3.1% and 4.0%.",
			""},
		{"a mark that is passed", march, "Chip exports rose above USD 15 billion and exports passed USD 60 billion.",
			""},
		{"where", march, "Demand from Japan, where exports came to USD 2.4 billion, rose 4.4%.",
			"2026-03 exports @japan USD 2.4 billion\n"},
		{"an investment abroad", "Car Exports in March 2026", "Car exports rose 2.0%. A maker invested USD 2.1 billion in Vietnam.",
			"2026-03 exports cars 2.0%\n"},
		{"the largest buyer is no record", march, "Exports rose 1.0 percent. China was the largest buyer, with USD 11.2 billion.",
			"2026-03 exports 1.0%\n2026-03 exports @china USD 11.2 billion\n"},
		{"of one item, by its parts", "Eco-friendly Exports Lead in March 2026", "Exports of eco-friendly cars rose 9.0%. In all, exports reached USD 6.3 billion; output was 351,000 units.",
			"2026-03 exports eco-cars 9.0%\n2026-03 exports cars USD 6.3 billion\n2026-03 production cars 351,000 units\n"},
		{"number of cars", "Car Exports in March 2026", "The number of cars exported fell 3.3% to 231,400.",
			"2026-03 export-volume cars 231,400 units -3.3%\n"},
		{"pledges of countries", "FDI in the First Quarter of 2026", "The United States pledged USD 2.1 billion, up 8.0%. What arrived was USD 3.3 billion.",
			"2026 Q1 fdi-pledged @us USD 2.1 billion 8.0%\n2026 Q1 fdi-arrived USD 3.3 billion\n"},
		{"Japan’s imports from Korea", march, "Japan’s imports from Korea rose 2.0% to USD 2.4 billion.",
			"2026-03 exports @japan USD 2.4 billion 2.0%\n"},
		{"Korean, days in points", "3.1~20일 수출입 현황", "- 수출 355억 달러(전년 동기 대비 4.5%↑), 조업일수는 14.5일로 작년(15.0일)보다 적음",
			"2026-03-01..20 exports USD 35.5 billion 4.5%\n2026-03-01..20 working-days 14.5 days\n2025-03-01..20 working-days 15.0 days earlier\n"},
		{"Korean, one verb for all", "2026년 3월 수출입 동향", "수출은 전년 동월 대비 5.1%, 수입은 2.0% 증가하였다.",
			"2026-03 exports 5.1%\n2026-03 imports 2.0%\n"},
		{"Korean, a clause within", "2026년 3월 수출입 동향", "자동차 수출은 전기차 수출이 9.0% 줄었지만 하이브리드 덕에 62억 달러(+2.1%)를 기록했다.",
			"2026-03 exports cars USD 6.2 billion 2.1%\n2026-03 exports ev -9.0%\n"},
		{"Korean, compared with a month", "2026년 3월 수출입 동향", "2월 수출 525억 달러와 비교하면 수출은 8.1% 증가하였다.",
			"2026-03 exports 8.1% month-before\n"},
		{"Korean, the year so far", "2026년 3월 수출입 동향", "올해 들어 3월까지 누적 수출은 1,702억 달러로 4.0% 증가",
			"2026 Q1 exports USD 170.2 billion 4.0%\n"},
		{"table with rows of both ways", "ICT Trade in March 2026", "Exports of ICT goods rose.\nICT trade (USD 100 million, %)\n| Category | Mar. 2026 | y/y |\n|---|---|---|\n| ICT exports | 211.5 | 8.0 |\n| o/w chips | 130.1 | △2.0 |\n| ICT imports | 120.0 | 3.3 |",
			"2026-03 exports ict USD 21.15 billion 8.0%\n2026-03 exports chips USD 13.01 billion -2.0%\n2026-03 imports ict USD 12 billion 3.3%\n"},
		{"table of quarters", "FDI in 2025", "[unit: million dollars]\n| Quarter | Pledged |\n|---|---|\n| 1Q | 6,400 |\n| 4Q | 9,100 |\n| Year | 33,000 |",
			"2025 Q1 fdi-pledged USD 6.4 billion\n2025 Q4 fdi-pledged USD 9.1 billion\n2025 fdi-pledged USD 33 billion\n"},
		{"table without lines", march, "Exports were USD 60.1 billion.\nExports by item\n(in millions of US dollars)\nItem Mar. 2025 Mar. 2026 Change\nShips 2, 120 2, 200 3.8\nSteel 2, 500 2, 400 -4.0\nBatteries 610 590 -3.3",
			"2026-03 exports USD 60.1 billion\n2025-03 exports ships USD 2.12 billion earlier\n2026-03 exports ships USD 2.2 billion 3.8%\n2025-03 exports steel USD 2.5 billion earlier\n2026-03 exports steel USD 2.4 billion -4.0%\n2025-03 exports batteries USD 610 million earlier\n2026-03 exports batteries USD 590 million -3.3%\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			reading := reader.Check(statement(c.title, c.body))
			if diff := cmp.Diff(c.want, render(reading.Observations)); diff != "" {
				t.Errorf("%s%v", diff, reading.Left)
			}
		})
	}
}

func TestAnotherCountrysRelease(t *testing.T) {
	rel := statement("Exports in March 2026", "Exports came to USD 60.0 billion.")
	rel.Issuer = release.Issuer{Short: "METI", Country: "JP"}
	if got := newReader(t).Read(rel); len(got) != 0 {
		t.Error(render(got))
	}
}

// FuzzRead: every amount stands where it was read, every value is told.
func FuzzRead(f *testing.F) {
	reader := newReader(f)
	f.Add("Exports in March", "Exports fell 5.1% to USD 60.2 billion from $61 billion a year before; those to Japan (△3.0%).")
	f.Add("3월 수출", "□ 수출은 8.7% 증가(▲)한 611억 4,000만 달러, 무역수지는 96억 달러 적자\n| 지역 | ’26.1Q | 증감률 |\n| 중국 | 1,200 | △3 |")
	f.Add("FDI, first half of 2026", "Arrivals came to USD 8.02 billion, up 9.7 percent. At $1 billion, both the former and 302,918 vehicles were exported, respectively.")
	f.Fuzz(func(t *testing.T, title, body string) {
		rel := release.Release{ID: "x:1", Title: title, Body: body, Date: release.NewDate(2026, time.July, 3)}
		checkSpans(t, reader, rel)
	})
}

func checkSpans(t *testing.T, reader *figures.Reader, rel release.Release) {
	t.Helper()
	for _, o := range reader.Read(rel) {
		if o.Value.IsZero() && o.Change.IsZero() || o.Measure == "" {
			t.Errorf("%q: %v tells nothing", rel.Body, o)
		}
		for _, a := range []observation.Amount{o.Value, o.Change} {
			if a.IsZero() {
				continue
			}
			if a.Start < o.Start || a.End > o.End || o.End > len(rel.Body) || rel.Body[a.Start:a.End] != a.Written {
				t.Errorf("%q: %v does not stand in its span", rel.Body, o)
			}
		}
		if o.Period.IsEmpty() || o.Period.From.IsZero() != o.Period.To.IsZero() {
			t.Errorf("%q: period %v", rel.Body, o.Period)
		}
	}
}

// A number is the one that was written, and not what a float64 makes of it times a million.
func TestNumbersAreThoseWritten(t *testing.T) {
	for body, want := range map[string]float64{
		"Production of cars was 4.1 million units.":                                           4_100_000,
		"수출은 164.7억 달러이다.":                                                                    16_470_000_000,
		"Exports by item (USD million)\n| Item | Mar. 2026 |\n|---|---|\n| Ships | 1,000.1 |": 1_000_100_000,
	} {
		read := newReader(t).Check(statement("Exports in March 2026", body)).Observations
		if len(read) != 1 || read[0].Value.Number != want {
			t.Errorf("%s: %+v, want %v", body, read, want)
		}
	}
}
