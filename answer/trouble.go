package answer

import (
	"errors"

	"motirbot/internal/openaiapi"
)

// Trouble is why a model's answer is not used.
type Trouble string

// What can be wrong with a model's answer.
const (
	TroubleUngrounded  Trouble = "ungrounded" // nothing of what it wrote was borne out
	TroubleSpent       Trouble = "spent"      // it has been asked as often as the budget allows
	TroubleNoAccess    Trouble = "no_access"
	TroubleBusy        Trouble = "busy"
	TroubleNotAsked    Trouble = "not_asked"
	TroubleFailed      Trouble = "failed"
	TroubleUnreachable Trouble = "unreachable"
	TroubleLate        Trouble = "late"
	TroubleBrokeOff    Trouble = "broke_off"
	TroubleEndless     Trouble = "endless"
	TroubleWithheld    Trouble = "withheld"
	TroubleUnusable    Trouble = "unusable"
)

var troubleOfKind = map[openaiapi.Kind]Trouble{
	openaiapi.Auth:              TroubleNoAccess,
	openaiapi.RateLimited:       TroubleBusy,
	openaiapi.BadRequest:        TroubleNotAsked,
	openaiapi.ServerError:       TroubleFailed,
	openaiapi.Unreachable:       TroubleUnreachable,
	openaiapi.FirstTokenTimeout: TroubleLate,
	openaiapi.TotalTimeout:      TroubleLate,
	openaiapi.Stalled:           TroubleBrokeOff,
	openaiapi.CutOff:            TroubleBrokeOff,
	openaiapi.Length:            TroubleEndless,
	openaiapi.ContentFilter:     TroubleWithheld,
	openaiapi.Malformed:         TroubleUnusable,
}

// troubleOf sorts a model's error. Its own words stay in the log: they name
// hosts and quote servers, which is nothing to a reader.
func troubleOf(err error) Trouble {
	if e, ok := errors.AsType[*openaiapi.Error](err); ok {
		if t, known := troubleOfKind[e.Kind]; known {
			return t
		}
	}
	return TroubleFailed
}
