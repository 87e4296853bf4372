package command

import (
	"slices"
	"strings"
	"time"

	"motirbot/bot/state"
	"motirbot/delivery"
)

// zones are the time zones proposed, those of readers to be expected first.
// Any other of the IANA database can be typed.
var zones = strings.Fields(`Asia/Seoul Europe/Brussels America/New_York UTC Europe/London Asia/Tokyo Asia/Shanghai
	Asia/Singapore Asia/Hong_Kong Asia/Taipei Asia/Ho_Chi_Minh Asia/Jakarta Asia/Bangkok Asia/Manila Asia/Kuala_Lumpur
	Asia/Kolkata Asia/Dubai Asia/Riyadh Asia/Qatar Asia/Tashkent Asia/Almaty Asia/Ulaanbaatar Asia/Jerusalem
	Australia/Sydney Australia/Brisbane Australia/Perth Pacific/Auckland Europe/Berlin Europe/Paris Europe/Amsterdam
	Europe/Madrid Europe/Rome Europe/Vienna Europe/Zurich Europe/Warsaw Europe/Prague Europe/Budapest Europe/Stockholm
	Europe/Oslo Europe/Copenhagen Europe/Helsinki Europe/Athens Europe/Bucharest Europe/Lisbon Europe/Dublin
	Europe/Istanbul Europe/Kyiv Europe/Moscow America/Chicago America/Denver America/Los_Angeles America/Toronto
	America/Vancouver America/Mexico_City America/Bogota America/Lima America/Santiago America/Sao_Paulo
	America/Argentina/Buenos_Aires Africa/Cairo Africa/Johannesburg Africa/Nairobi Africa/Lagos Africa/Casablanca
	Pacific/Honolulu`)

// zoneChoices proposes time zones with their present offset.
func zoneChoices(typed string, now time.Time) []state.Choice {
	var choices []state.Choice
	for _, zone := range zones {
		if c, ok := zoneChoice(zone, now); ok {
			choices = append(choices, c)
		}
	}
	found := state.NewMatcher(choices).Find(typed, maxChoices)
	own, ok := zoneChoice(strings.TrimSpace(typed), now)
	if !ok || slices.ContainsFunc(found, func(c state.Choice) bool { return c.Value == own.Value }) {
		return found
	}
	return append([]state.Choice{own}, found[:min(len(found), maxChoices-1)]...)
}

func zoneChoice(zone string, now time.Time) (state.Choice, bool) {
	if _, err := delivery.NewSchedule(time.Monday, 0, zone); err != nil {
		return state.Choice{}, false
	}
	location, err := time.LoadLocation(zone)
	if err != nil {
		return state.Choice{}, false
	}
	return state.Choice{Label: zone + " (UTC" + now.In(location).Format("-07:00") + ")", Value: zone}, true
}
