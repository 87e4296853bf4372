package render

import (
	"fmt"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"motirbot/answer/text"
	"motirbot/bot/discord"
	"motirbot/bot/render/markdown"
	"motirbot/release"
	"motirbot/store"
)

// maxFailing bounds the sources in trouble that a status tells of.
const maxFailing = 5

// Status is how the bot is.
type Status struct {
	Index     store.Stats
	Connected bool
	Started   time.Time
	Version   string
	Sample    bool

	Model      string // "" for none
	ModelCalls int    // a day at most; 0: no bound

	Votes *store.Votes // of this server, for its managers; nil: not told

	Sources   []store.SourceState
	SyncEvery time.Duration // 0: this process does not sync
	Now       time.Time
}

// Message tells it.
func (s Status) Message(t *Texts) discord.Message {
	changed, span, gateway := t.Never, "–", t.Reconnecting
	if !s.Index.LastChange.IsZero() {
		changed = fmt.Sprintf("<t:%d:R>", s.Index.LastChange.Unix())
	}
	if s.Index.Releases > 0 {
		span = unbroken(fmt.Sprintf("%s –\n%s", s.Index.From, s.Index.To))
	}
	if s.Connected {
		gateway = t.Connected
	}
	embed := &discordgo.MessageEmbed{
		Title: t.StatusTitle, Color: colourQuiet,
		Fields: []*discordgo.MessageEmbedField{
			inline(t.StatusIndex, fmt.Sprint(s.Index.Releases)),
			inline(t.StatusSpan, span),
			inline(t.StatusChanged, changed),
			inline(t.StatusMode, s.mode(t)),
			inline(t.StatusGateway, gateway),
			inline(t.StatusUp, fmt.Sprintf("<t:%d:R>", s.Started.Unix())),
			inline(t.StatusVersion, markdown.EscapeLine(s.Version)),
		},
	}
	embed.Fields = append(embed.Fields, s.syncing(t)...)
	if s.Votes != nil {
		embed.Fields = append(embed.Fields, inline(t.StatusVotes, fmt.Sprintf(t.VotesCount, s.Votes.Up, s.Votes.Down)))
	}
	if s.Sample {
		embed.Footer = &discordgo.MessageEmbedFooter{Text: t.Sample}
	}
	return discord.Card(embed)
}

// inline is a field beside others. Discord refuses an empty one.
func inline(name, value string) *discordgo.MessageEmbedField {
	if value == "" {
		value = "–"
	}
	return &discordgo.MessageEmbedField{Name: name, Value: value, Inline: true}
}

func (s Status) mode(t *Texts) string {
	if s.Model == "" {
		return t.Extracted
	}
	mode := fmt.Sprintf(t.Worded, markdown.EscapeLine(s.Model))
	if s.ModelCalls > 0 {
		mode += ", " + fmt.Sprintf(t.ModelBudget, s.ModelCalls)
	}
	return mode
}

// syncing tells of the sources, nothing if they could not be read.
func (s Status) syncing(t *Texts) []*discordgo.MessageEmbedField {
	if s.Sources == nil {
		return nil
	}
	var failing []*discordgo.MessageEmbedField
	var newest, tried time.Time
	for _, source := range s.Sources {
		if source.LastSuccess.After(newest) {
			newest = source.LastSuccess
		}
		if source.LastAttempt.After(tried) {
			tried = source.LastAttempt
		}
		if said := trouble(source, t); said != "" && len(failing) < maxFailing {
			failing = append(failing, &discordgo.MessageEmbedField{
				Name: markdown.Truncate(fmt.Sprintf(t.StatusSource, markdown.CleanLine(source.Name)), maxTitle), Value: said,
			})
		}
	}
	last, next := t.Never, t.SyncSoon // syncs are not on the minute
	if !newest.IsZero() {
		last = fmt.Sprintf("<t:%d:R>", newest.Unix())
	}
	switch at := tried.Add(s.SyncEvery); {
	case s.SyncEvery == 0 && newest.IsZero():
		return append([]*discordgo.MessageEmbedField{inline(t.StatusSync, t.SyncOff)}, failing...)
	case s.SyncEvery == 0:
		next = t.SyncOff
	case at.After(s.Now):
		next = fmt.Sprintf("<t:%d:R>", at.Unix())
	}
	return append([]*discordgo.MessageEmbedField{inline(t.StatusSync, last), inline(t.StatusNextSync, next)}, failing...)
}

// trouble says what is wrong with a source, "" if nothing is. Why it is, whoever
// runs the bot reads in its log and with motirbot status.
func trouble(s store.SourceState, t *Texts) string {
	switch {
	case s.Failures > 0:
		return fmt.Sprintf(t.SourceFailing, fmt.Sprintf("<t:%d:R>", s.FailingSince.Unix()))
	case s.Stuck > 0:
		return fmt.Sprintf(t.SourceStuck, s.Stuck)
	}
	return ""
}

// Greeting says on a server that the bot has come to it.
func Greeting(issuers []release.Issuer, mention string, examples []string, t *Texts) discord.Message {
	said := strings.ReplaceAll(t.Greeting, "{issuers}", markdown.EscapeLine(text.Issuers(t.Lang, issuers)))
	return discord.Card(&discordgo.MessageEmbed{Title: t.GreetingTitle, Color: colourQuiet, Description: fmt.Sprintf(said, mention)}, exampleButtons(examples, "")...)
}

// Help says what the bot does, with questions to try. Mention is how it is called.
func Help(issuers []release.Issuer, mention string, examples []string, t *Texts) discord.Message {
	about := strings.ReplaceAll(t.Help, "{issuers}", markdown.EscapeLine(text.Issuers(t.Lang, issuers)))
	return discord.Card(&discordgo.MessageEmbed{
		Title: t.HelpTitle, Color: colourQuiet, Description: fmt.Sprintf(about, mention),
	}, exampleButtons(examples, "")...)
}
