package figures_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"

	"motirbot/figures"
	"motirbot/figures/observation"
	"motirbot/internal/tables"
	"motirbot/release"
	"motirbot/retrieval"
)

// truth is what a release says of one subject and period: NaN where it says
// nothing.
type truth struct{ value, year, month float64 }

type pair struct {
	USD float64 `json:"usd_bn"`
	YoY float64 `json:"yoy_pct"`
}

type monthTruth struct {
	Exports    pair            `json:"exports"`
	Imports    pair            `json:"imports"`
	Balance    float64         `json:"balance_usd_bn"`
	MoM        *float64        `json:"exports_mom_pct"`
	Items      map[string]pair `json:"items"`
	Regions    map[string]pair `json:"regions"`
	Cumulative float64         `json:"cumulative_exports_usd_bn"`
	CumImports float64         `json:"cumulative_imports_usd_bn"`
	ICT        struct {
		Exports, Imports pair
		Balance          float64 `json:"balance_usd_bn"`
		Items, Regions   map[string]pair
	} `json:"ict"`
	Auto struct {
		Exports    pair            `json:"exports"`
		Eco        pair            `json:"eco_friendly"`
		Hybrids    pair            `json:"hybrids"`
		Units      float64         `json:"production_units"`
		UnitsYoY   float64         `json:"production_yoy_pct"`
		Sales      float64         `json:"domestic_sales_units"`
		SalesYoY   float64         `json:"domestic_yoy_pct"`
		Volume     float64         `json:"export_units"`
		VolumeYoY  float64         `json:"export_units_yoy_pct"`
		Regions    map[string]pair `json:"regions"`
		Cumulative float64         `json:"cumulative_exports_usd_bn"`
	} `json:"auto"`
	Interim struct {
		Days     string             `json:"days"`
		Exports  pair               `json:"exports"`
		Imports  pair               `json:"imports"`
		Balance  float64            `json:"balance_usd_bn"`
		Working  float64            `json:"working_days"`
		Before   float64            `json:"working_days_2024"`
		DailyYoY float64            `json:"daily_average_exports_yoy_pct"`
		Daily    float64            `json:"daily_average_exports_usd_bn"`
		Chips    pair               `json:"semiconductors"`
		Cars     pair               `json:"automobiles"`
		Other    map[string]float64 `json:"other_yoy_pct"`
	} `json:"interim"`
}

var names = map[string]string{
	"semiconductors": "chips", "automobiles": "cars", "ships": "ships", "petrochemicals": "petrochemicals", "petroleum products": "petroleum-products",
	"petroleum": "petroleum-products", "steel": "steel", "batteries": "batteries", "bio": "bio", "displays": "displays", "mobile phones": "mobile-phones",
	"computers and peripherals": "computers", "communications devices": "communications-devices",
	"China": "china", "the United States": "us", "US": "us", "ASEAN": "asean", "the EU": "eu", "EU": "eu", "the European Union": "eu", "Japan": "japan",
	"the Middle East": "middle-east", "China (including Hong Kong)": "china", "Vietnam": "vietnam", "Taiwan": "taiwan", "North America": "north-america", "Asia": "asia",
}

func key(measure, item, partner string, p release.Period) string {
	return observation.Observation{Measure: measure, Item: item, Partner: partner, Period: p}.Key()
}

// truths returns, by release, what its figures are, also where the text does
// not tell them.
func truths(t *testing.T, shared string) map[string]map[string]truth {
	data, err := os.ReadFile(filepath.Join(shared, "data", "figures.json"))
	if err != nil {
		t.Fatal(err)
	}
	var months map[string]monthTruth
	if err := json.Unmarshal(data, &months); err != nil {
		t.Fatal(err)
	}
	nan := math.NaN()
	all := map[string]map[string]truth{}
	before := map[string]float64{}
	for name, m := range months {
		at, err := time.Parse("2006-01", name)
		if err != nil {
			t.Fatal(err)
		}
		month, year := release.MonthOf(at.Year(), at.Month()), release.Period{From: release.NewDate(at.Year(), 1, 1), To: release.NewDate(at.Year(), at.Month()+1, 0)}
		id := "s" + strings.ReplaceAll(name, "-", "")
		set := func(kind, measure, item, partner string, p release.Period, v truth) {
			r := "dump:" + id + "-" + kind
			if all[r] == nil {
				all[r] = map[string]truth{}
			}
			all[r][key(measure, item, partner, p)] = v
		}
		money := func(p pair) truth { return truth{p.USD * 1e9, p.YoY, nan} }
		tot := money(m.Exports)
		if m.MoM != nil {
			tot.month = *m.MoM
		}
		set("exports", "exports", "", "", month, tot)
		before[id] = tot.value
		set("exports", "imports", "", "", month, money(m.Imports))
		set("exports", "balance", "", "", month, truth{m.Balance * 1e9, nan, nan})
		for n, p := range m.Items {
			set("exports", "exports", names[n], "", month, money(p))
		}
		for n, p := range m.Regions {
			set("exports", "exports", "", names[n], month, money(p))
		}
		if at.Month() > 1 {
			set("exports", "exports", "", "", year, truth{m.Cumulative * 1e9, nan, nan})
			set("exports", "imports", "", "", year, truth{m.CumImports * 1e9, nan, nan})
			set("exports", "balance", "", "", year, truth{(m.Cumulative - m.CumImports) * 1e9, nan, nan})
			set("auto", "exports", "cars", "", year, truth{m.Auto.Cumulative * 1e9, nan, nan})
		}
		set("ict", "exports", "ict", "", month, money(m.ICT.Exports))
		set("ict", "imports", "ict", "", month, money(m.ICT.Imports))
		set("ict", "balance", "ict", "", month, truth{m.ICT.Balance * 1e9, nan, nan})
		for n, p := range m.ICT.Items {
			set("ict", "exports", names[n], "", month, money(p))
		}
		for n, p := range m.ICT.Regions {
			set("ict", "exports", "ict", names[n], month, money(p))
		}
		a := m.Auto
		set("auto", "exports", "cars", "", month, money(a.Exports))
		set("auto", "exports", "eco-cars", "", month, money(a.Eco))
		set("auto", "exports", "hybrids", "", month, money(a.Hybrids))
		set("auto", "production", "cars", "", month, truth{a.Units, a.UnitsYoY, nan})
		set("auto", "sales", "cars", "", month, truth{a.Sales, a.SalesYoY, nan})
		set("auto", "export-volume", "cars", "", month, truth{a.Volume, a.VolumeYoY, nan})
		for n, p := range a.Regions {
			set("auto", "exports", "cars", names[n], month, money(p))
		}
		i := m.Interim
		var last int
		fmt.Sscanf(i.Days, "1-%d", &last)
		days := release.Period{From: month.From, To: release.NewDate(at.Year(), at.Month(), last)}
		set("interim", "exports", "", "", days, money(i.Exports))
		set("interim", "imports", "", "", days, money(i.Imports))
		set("interim", "balance", "", "", days, truth{i.Balance * 1e9, nan, nan})
		set("interim", "working-days", "", "", days, truth{i.Working, nan, nan})
		set("interim", "working-days", "", "", release.Period{From: release.NewDate(at.Year()-1, at.Month(), 1), To: release.NewDate(at.Year()-1, at.Month(), last)}, truth{i.Before, nan, nan})
		set("interim", "daily-exports", "", "", days, truth{i.Daily * 1e9, i.DailyYoY, nan})
		set("interim", "exports", "chips", "", days, money(i.Chips))
		set("interim", "exports", "cars", "", days, money(i.Cars))
		for n, v := range i.Other {
			item, partner := "", names[n]
			if n == "ships" || n == "petroleum" || n == "steel" {
				item, partner = names[n], ""
			}
			set("interim", "exports", item, partner, days, truth{nan, v, nan})
		}
	}
	// The Korean releases of two of the months, and tables, read by hand.
	for id, of := range map[string]string{"k01-exports-november": "s202511-exports", "k02-exports-august": "s202508-exports"} {
		all["dump:"+id] = all["dump:"+of]
	}
	for id, tables := range handRead {
		all["dump:"+id] = map[string]truth{}
		for _, table := range tables {
			for line := range strings.Lines(table.rows) {
				f := strings.Fields(line)
				item, partner := f[0], ""
				if table.partners {
					item, partner = table.total, f[0]
				}
				if f[0] == "total" {
					item, partner = table.total, ""
				}
				var n [3]float64
				for i, text := range f[1:] {
					if _, err := fmt.Sscan(text, &n[i]); err != nil {
						n[i] = nan
					}
				}
				now := truth{n[1] * table.unit, n[2], nan}
				if table.measure == "sales" {
					now.value = nan
				}
				all["dump:"+id][key(table.measure, item, partner, table.period)] = now
				if !math.IsNaN(n[0]) {
					all["dump:"+id][key(table.measure, item, partner, table.before)] = truth{n[0] * table.unit, nan, nan}
				}
			}
		}
	}
	for n := 2; n <= 12; n++ {
		p := release.MonthOf(2025, time.Month(n-1))
		all[fmt.Sprintf("dump:s2025%02d-exports", n)][key("exports", "", "", p)] = truth{before[fmt.Sprintf("s2025%02d", n-1)], nan, nan}
	}
	return all
}

func half(year, n int) release.Period {
	return release.Period{From: release.NewDate(year, time.Month(6*n-5), 1), To: release.NewDate(year, time.Month(6*n+1), 0)}
}

func quarter(year, n int) release.Period {
	return release.Period{From: release.NewDate(year, time.Month(3*n-2), 1), To: release.NewDate(year, time.Month(3*n+1), 0)}
}

// handTable holds rows of name, value before, value, change; "-" for none.
type handTable struct {
	measure, total string
	partners       bool
	period, before release.Period
	unit           float64
	rows           string
}

var handRead = map[string][]handTable{
	"t01-fdi-h1-2025": {
		{"fdi-pledged", "", true, half(2025, 1), half(2024, 1), 1e6, "us - 3142 20.2\neu - 2285 14.8\njapan - 2164 -25.4\nchina - 1823 -39.0\nothers - 3856 -22.7\ntotal - 13270 -14.1"},
		{"fdi-pledged", "", false, half(2025, 1), half(2024, 1), 1e6, "manufacturing - 5310 -\nservices - 6940 -\ngreenfield - 10970 -4.5\nmergers - - -41.7"},
		{"fdi-arrived", "", true, half(2025, 1), half(2024, 1), 1e6, "us - 1406 -\neu - 1911 -\njapan - 1027 -\nchina - 318 -\nothers - 2648 -\ntotal - 7310 2.4"},
	},
	"t02-retail-november-2025": {
		{"sales", "retail", false, release.MonthOf(2025, 11), release.MonthOf(2024, 11), 1, "department-stores - - 12.3\nconvenience-stores - - 0.7\nhypermarkets - - -9.1\nssm - - -1.6\noffline-retail - - 2.9\nonline-retail - - 5.3\ntotal - - 4.2"},
		{"share", "retail", false, release.MonthOf(2025, 11), release.MonthOf(2024, 11), 1, "department-stores - 15.9 -\nconvenience-stores - 14.6 -\nhypermarkets - 8.8 -\nssm - 2.3 -\noffline-retail - 41.6 -\nonline-retail - 58.4 -\ntotal - 100.0 -"},
	},
	"t03-crude-oil-q3": {
		{"import-volume", "crude-oil", true, quarter(2025, 3), quarter(2024, 3), 1e6, "saudi - 84.6 -2.8\nus - 41.2 11.4\nuae - 33.7 4.6\nkuwait - 24.3 -6.9\niraq - 21.8 1.2\nkazakhstan - 10.6 38.1\nothers - 33.6 -8.4\ntotal - 249.8 0.3"},
		{"share", "crude-oil", true, quarter(2025, 3), quarter(2024, 3), 1, "saudi - 33.9 -\nus - 16.5 -\nuae - 13.5 -\nkuwait - 9.7 -\niraq - 8.7 -\nkazakhstan - 4.2 -\nothers - 13.5 -\ntotal - 100.0 -"},
	},
	"t04-kconsumer-h1": {
		{"exports", "consumer-goods", false, half(2025, 1), half(2024, 1), 1e8, "agri-food 57.3 61.9 8.0\ncosmetics 48.2 55.1 14.3\nhousehold-goods 13.6 14.9 9.6\nclothing 11.8 10.9 -7.6\nmedicines 31.5 37.4 18.7\ntotal 162.4 180.2 11.0"},
		{"exports", "consumer-goods", true, half(2025, 1), half(2024, 1), 1e8, "us - 24.1 16.2\njapan - 20.7 6.4\nchina - 32.8 -2.9"},
	},
	"t08-regions-q1-2026": {
		{"exports", "", true, quarter(2026, 1), quarter(2025, 1), 1e6, "china 28760 34217 19.0\nus 30340 33981 12.0\nasean 27110 31306 15.5\neu 16760 18319 9.3\njapan 7070 7247 2.5\nmiddle-east 4580 4319 -5.7\nothers 44910 53021 18.1\ntotal 159530 182410 14.3"},
	},
	"k03-fdi-q1-2026": {
		{"fdi-pledged", "", true, quarter(2026, 1), quarter(2025, 1), 1e8, "us - 21.7 68.2\neu - 18.4 22.5\njapan - 9.3 -36.7\nchina - 4.1 12.4\ntotal 64.1 72.9 13.7"},
		{"fdi-pledged", "", false, quarter(2026, 1), quarter(2025, 1), 1e8, "manufacturing - 30.2 -4.4\nservices - 38.8 36.1"},
		{"fdi-arrived", "", false, quarter(2026, 1), quarter(2025, 1), 1e8, "total - 31.6 -12.2"},
	},
}

func loadReleases(t testing.TB, file string) []release.Release {
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all []release.Release
	for line := range strings.Lines(string(data)) {
		var r struct {
			ID, Title, Body, Issuer string
			Date                    release.Date
		}
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		rel := release.Release{ID: release.ID("dump:" + r.ID), Title: r.Title, Body: strings.Join(tables.FromText(strings.Split(r.Body, "\n")), "\n"), Date: r.Date}
		if r.Issuer != "" && r.Issuer != "MOTIR" {
			rel.Issuer = release.Issuer{Short: r.Issuer, Country: "XX"}
		}
		all = append(all, rel)
	}
	return all
}

func newReader(t testing.TB) *figures.Reader {
	topics, err := retrieval.LoadTopics("")
	if err != nil {
		t.Fatal(err)
	}
	return figures.NewReader(topics)
}

func shared(t testing.TB) string {
	dir := os.Getenv("MOTIRBOT_SHARED")
	if dir == "" {
		t.Skip("MOTIRBOT_SHARED does not name the folder of shared data")
	}
	return dir
}

// within reports whether an amount is a rounding of a value.
func within(a observation.Amount, v float64) bool {
	return math.Abs(a.Number-v) <= a.Step*0.5001+math.Abs(v)*1e-12
}

// TestStatistics measures the reading of the monthly statistics: of what is
// stored, how much is true, and how much of what the texts tell is stored.
func TestStatistics(t *testing.T) {
	dir := shared(t)
	all := truths(t, dir)
	reader := newReader(t)
	type count struct{ right, wrong, missed int }
	kinds := map[string]*count{}
	at := func(kind string) *count {
		if kinds[kind] == nil {
			kinds[kind] = &count{}
		}
		return kinds[kind]
	}
	for _, r := range loadReleases(t, filepath.Join(dir, "data", "dev2-releases.jsonl")) {
		want, ok := all[string(r.ID)]
		if !ok {
			continue
		}
		got := map[string]bool{}
		_, byHand := handRead[strings.TrimPrefix(string(r.ID), "dump:")]
		for _, o := range reader.Read(r) {
			kind := kindOf(string(r.ID)) + " " + o.Measure
			v, known := want[o.Key()]
			say := func(what string) {
				t.Logf("wrong: %s %s: %s (%s %s)", r.ID, o.Key(), what, o.Value.Written, o.Change.Written)
			}
			if o.Earlier && !known {
				now, known := want[key(o.Measure, o.Item, o.Partner, release.Period{From: release.NewDate(o.Period.From.Year+1, o.Period.From.Month, 1), To: release.NewDate(o.Period.From.Year+1, o.Period.From.Month+1, 0)})]
				was := now.value / (1 + now.year/100)
				if !known || math.Abs(o.Value.Number-was) > o.Value.Step*0.5+0.0006*was+5e6 {
					say("an earlier figure that does not follow from this one")
					at(kind).wrong++
				} else {
					at(kind).right++
				}
				continue
			}
			if !known {
				say("nothing is known of it")
				at(kind).wrong++
				continue
			}
			if !o.Value.IsZero() {
				got[o.Key()+"value"] = true
				if within(o.Value, v.value) {
					at(kind).right++
				} else {
					say("another value")
					at(kind).wrong++
				}
			}
			if !o.Change.IsZero() {
				change := v.year
				if o.Basis == observation.MonthBefore {
					change = v.month
				}
				got[o.Key()+string(o.Basis)] = true
				if within(o.Change, change) || math.IsNaN(change) && observation.GrainOf(o.Period) != observation.Month && observation.GrainOf(o.Period) != observation.Days {
					at(kind).right++
				} else {
					say("another change")
					at(kind).wrong++
				}
			}
		}
		for k, v := range want {
			kind := kindOf(string(r.ID)) + " " + strings.SplitN(k, "|", 2)[0]
			miss := func(what string) {
				at(kind).missed++
				t.Logf("missed: %s %s: %s %v", r.ID, k, what, v)
			}
			if !math.IsNaN(v.value) && !got[k+"value"] && (byHand || tellsValue(r.Body, v.value, k)) {
				miss("value")
			}
			if !math.IsNaN(v.year) && !got[k+"year-before"] && (byHand || strings.Contains(r.Body, fmt.Sprintf("%.1f", math.Abs(v.year)))) {
				miss("change")
			}
			if !math.IsNaN(v.month) && !got[k+"month-before"] && strings.Contains(r.Body, fmt.Sprintf("%.1f", math.Abs(v.month))) {
				miss("change of a month")
			}
		}
	}
	var list []string
	for k := range kinds {
		list = append(list, k)
	}
	sort.Strings(list)
	var sum count
	for _, k := range list {
		c := kinds[k]
		t.Logf("%-24s right %4d wrong %3d missed %3d", k, c.right, c.wrong, c.missed)
		sum.right, sum.wrong, sum.missed = sum.right+c.right, sum.wrong+c.wrong, sum.missed+c.missed
	}
	precision, recall := float64(sum.right)/float64(sum.right+sum.wrong), float64(sum.right)/float64(sum.right+sum.missed)
	t.Logf("precision %.4f recall %.4f of %d", precision, recall, sum.right+sum.missed)
	if precision < 0.99 || recall < 0.9 {
		t.Errorf("precision %.4f, recall %.4f", precision, recall)
	}
}

func kindOf(id string) string {
	switch id = strings.TrimPrefix(id, "dump:"); id[0] {
	case 't':
		return "tables"
	case 'k':
		return "korean"
	}
	_, kind, _ := strings.Cut(id, "-")
	return kind
}

// tellsValue reports whether a text holds a value in one of its roundings.
func tellsValue(body string, v float64, key string) bool {
	a := math.Abs(v)
	forms := []string{fmt.Sprintf("%.1f billion", a/1e9), fmt.Sprintf("%.2f b", a/1e9), fmt.Sprintf("%.0f0 million", a/1e7)}
	if a < 1e7 {
		whole := fmt.Sprintf("%.0f", a)
		if len(whole) > 3 {
			whole = whole[:len(whole)-3] + "," + whole[len(whole)-3:]
		}
		forms = []string{whole, fmt.Sprintf("%.1f working", a)}
	}
	if strings.HasPrefix(key, "balance") && strings.Contains(key, "-01-01 to") && !strings.Contains(key, "01-31") && !strings.Contains(body, "annual surplus") {
		return false
	}
	for _, f := range forms {
		if strings.Contains(body, f) {
			return true
		}
	}
	return false
}
