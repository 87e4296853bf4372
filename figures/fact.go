package figures

import (
	"cmp"
	"strings"

	"motirbot/figures/observation"
)

// fits reports whether a measure is told in a unit.
func fits(m, unit string) bool {
	money := len(unit) == 3 && unit == strings.ToUpper(unit)
	goods := unit == "units" || unit == "tons" || unit == "barrels"
	switch m {
	case observation.Exports, observation.Imports:
		return money || goods
	case observation.Sales:
		return money || unit == "units"
	case observation.Production, observation.ExportVolume, observation.ImportVolume:
		return goods
	case observation.WorkingDays:
		return unit == "" || unit == "days"
	case "-":
		return true
	}
	return money
}

// doubt returns why a fact is not certain, "" if it is.
func (d *document) doubt(f *fact) string {
	switch {
	case f.measure == "-" || f.measure == "":
		return "its measure is not kept"
	case f.period.IsZero() && d.period.IsZero():
		return "its period is not told"
	case f.unknown, f.item == "" && (f.measure == observation.Production || f.measure == observation.Sales):
		return "what it is of is not certain"
	case f.measure == "fdi":
		return "whether it is pledged or arrived is not told"
	case f.basis == "other" && f.value.IsZero():
		return "what it is compared with is not a period before"
	case f.measure == observation.Balance && !f.value.IsZero() && f.sign == 0 && !f.value.signed:
		return "surplus or deficit is not told"
	}
	return ""
}

// observations returns what a fact comes to, nothing if it is not certain.
func (d *document) observations(f *fact) []observation.Observation {
	if f.empty() && f.record == "" {
		return nil
	}
	if why := d.doubt(f); why != "" {
		if written := cmp.Or(f.value.Written, f.change.Written); written != "" {
			d.leave(f.start, f.end, written, why)
		}
		return nil
	}
	o := observation.Observation{
		Measure: volume(f.measure, f.value.Unit), Item: f.item, Partner: f.partner, Period: f.period, Record: f.record, Provisional: d.prov,
		ReleaseID: d.rel.ID, Start: f.start, End: f.end, Value: f.value.in(f.start),
	}
	if o.Period.IsZero() {
		o.Period = d.period
	}
	o.Grain = observation.GrainOf(o.Period)
	if f.measure == observation.Balance && f.sign < 0 && o.Value.Number > 0 {
		o.Value.Number = -o.Value.Number
	}
	if !f.change.IsZero() && f.basis != "other" && f.measure != observation.Balance {
		o.Change, o.Basis = f.change.in(f.start), cmp.Or(f.basis, observation.YearBefore)
	}
	e := o
	if o.Measure == observation.WorkingDays && !o.Value.IsZero() {
		o.Value.Unit = "days"
	}
	if f.prior.IsZero() || f.before == "" || f.before == "other" || f.measure == observation.Balance || !o.Value.IsZero() && f.prior.Unit != f.value.Unit {
		return []observation.Observation{o}
	}
	e.Value, e.Change, e.Basis, e.Record, e.Earlier = f.prior.in(f.start), observation.Amount{}, "", "", true
	if e.Measure == observation.WorkingDays {
		e.Value.Unit = "days"
	}
	e.Period = shifted(o.Period, f.before)
	e.Grain = observation.GrainOf(e.Period)
	return []observation.Observation{o, e}
}

// volume is the measure of an amount: exports in units are a volume.
func volume(measure, unit string) string {
	switch goods := unit == "units" || unit == "tons" || unit == "barrels"; {
	case goods && measure == observation.Exports:
		return observation.ExportVolume
	case goods && measure == observation.Imports:
		return observation.ImportVolume
	}
	return measure
}

// in places an amount of a sentence in the body.
func (a amount) in(start int) observation.Amount {
	o := a.Amount
	if !o.IsZero() {
		o.Start, o.End = o.Start+start, o.End+start
	}
	return o
}
