package discordtest

import (
	"fmt"
	"reflect"
	"slices"
)

// accept turns a test's value into what Discord sends for the option, or says
// why its client would not let the user send it.
func (o *commandOption) accept(value any) (sent any, why string) {
	switch o.Type {
	case stringOption:
		return o.acceptText(value)
	case integerOption, numberOption:
		return o.acceptNumber(value)
	case booleanOption:
		if _, ok := value.(bool); ok {
			return value, ""
		}
	case userOption, mentionOption:
		if u, ok := value.(*User); ok {
			return u.ID, ""
		}
	case channelOption:
		if c, ok := value.(*Channel); ok {
			return o.acceptChannel(c)
		}
	}
	if r, ok := value.(*Role); ok && (o.Type == roleOption || o.Type == mentionOption) {
		return r.ID, ""
	}
	return nil, fmt.Sprintf("a %T does not fit type %d", value, o.Type)
}

func (o *commandOption) acceptText(value any) (any, string) {
	text, ok := value.(string)
	n := units(text)
	switch {
	case !ok:
		return nil, fmt.Sprintf("a %T is not text", value)
	case o.MinLength != nil && n < *o.MinLength:
		return nil, fmt.Sprintf("%d characters are fewer than %d", n, *o.MinLength)
	case o.MaxLength != nil && n > *o.MaxLength, n > 6000:
		return nil, fmt.Sprintf("%d characters are too many", n)
	case len(o.Choices) > 0 && !o.offers(func(v any) bool { return v == text }):
		return nil, fmt.Sprintf("%q is not among the choices", text)
	}
	return text, ""
}

func (o *commandOption) acceptNumber(value any) (any, string) {
	v := reflect.ValueOf(value)
	var n float64
	switch {
	case v.CanInt():
		n = float64(v.Int())
	case v.CanFloat() && o.Type == numberOption:
		n = v.Float()
	default:
		return nil, fmt.Sprintf("a %T is not such a number", value)
	}
	switch {
	case o.MinValue != nil && n < *o.MinValue:
		return nil, fmt.Sprintf("%v is less than %v", n, *o.MinValue)
	case o.MaxValue != nil && n > *o.MaxValue:
		return nil, fmt.Sprintf("%v is more than %v", n, *o.MaxValue)
	case len(o.Choices) > 0 && !o.offers(func(v any) bool { return v == n }):
		return nil, fmt.Sprintf("%v is not among the choices", n)
	}
	return value, ""
}

func (o *commandOption) acceptChannel(c *Channel) (any, string) {
	if slices.Contains(o.ChannelTypes, c.kind) {
		return c.ID, ""
	}
	if len(o.ChannelTypes) > 0 {
		return nil, fmt.Sprintf("%s is of type %d, not among %v", c.label(), c.kind, o.ChannelTypes)
	}
	return c.ID, ""
}

func (o *commandOption) offers(same func(any) bool) bool {
	for _, c := range o.Choices {
		if same(c.Value) {
			return true
		}
	}
	return false
}
