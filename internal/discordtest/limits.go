package discordtest

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf16"
)

// Discord's limits on messages.
const (
	maxContent     = 2000
	maxTitle       = 256
	maxDescription = 4096
	maxFields      = 25
	maxFieldName   = 256
	maxFieldValue  = 1024
	maxFooter      = 2048
	maxAuthor      = 256
	maxEmbeds      = 10
	maxEmbedTotal  = 6000
	maxURL         = 2048
	maxNonce       = 25
)

// units counts a text as Discord's strictest reading does: in UTF-16 code
// units, so that an emoji outside the basic plane is two.
func units(text string) int {
	n := 0
	for _, r := range text {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}

// atMost refuses a text that is too long.
func (p *problems) atMost(field, text string, limit int) {
	if units(text) > limit {
		p.add(field, "BASE_TYPE_MAX_LENGTH", fmt.Sprintf("Must be %d or fewer in length.", limit))
	}
}

// within refuses a text that is blank or too long.
func (p *problems) within(field, text string, limit int) {
	if strings.TrimSpace(text) == "" {
		p.required(field)
		return
	}
	p.atMost(field, text, limit)
}

// between refuses a text that is blank or too long, in the words Discord has
// for fields with a least length as well.
func (p *problems) between(field, text string, limit int) {
	switch {
	case strings.TrimSpace(text) == "":
		p.required(field)
	case units(text) > limit:
		p.add(field, "BASE_TYPE_BAD_LENGTH", fmt.Sprintf("Must be between 1 and %d in length.", limit))
	}
}

// count refuses a list that is too long.
func (p *problems) count(field string, n, limit int) {
	if n > limit {
		p.add(field, "BASE_TYPE_MAX_LENGTH", fmt.Sprintf("Must be %d or fewer in length.", limit))
	}
}

func (p *problems) required(field string) {
	p.add(field, "BASE_TYPE_REQUIRED", "This field is required")
}

// link refuses an address that Discord would not make clickable.
func (p *problems) link(field, address string, limit int, schemes ...string) {
	if address == "" {
		return
	}
	p.atMost(field, address, limit)
	u, err := url.Parse(address)
	switch {
	case err != nil, u.Scheme == "", u.Host == "":
		p.add(field, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
	case !slices.Contains(schemes, strings.ToLower(u.Scheme)):
		p.add(field, "URL_TYPE_INVALID_SCHEME", fmt.Sprintf("Scheme %q must be one of ('%s').", u.Scheme, strings.Join(schemes, "', '")))
	}
}

// checkMessage holds a message body to Discord's limits.
func checkMessage(p *problems, under string, b *messageBody) {
	p.atMost(at(under, "content"), b.Content.Value, maxContent)
	p.atMost(at(under, "nonce"), string(b.Nonce), maxNonce)
	checkEmbeds(p, at(under, "embeds"), b.Embeds.Value)
	checkMentions(p, at(under, "allowed_mentions"), b.AllowedMentions)
	modern := b.Flags.Value&FlagComponentsV2 != 0
	checkComponents(p, at(under, "components"), b.Components.Value, modern)
	if modern && (b.Content.Value != "" || len(b.Embeds.Value) > 0) {
		p.add(at(under, "content"), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
			"The 'content' and 'embeds' fields cannot be used when using MessageFlags.IS_COMPONENTS_V2")
	}
}

// checkMentions refuses what contradicts itself.
func checkMentions(p *problems, under string, a *allowedMentions) {
	if a == nil {
		return
	}
	for i, kind := range a.Parse.Value {
		if !slices.Contains([]string{"users", "roles", "everyone"}, kind) {
			p.add(at(under, "parse", i), "BASE_TYPE_CHOICES", "Value must be one of {'users', 'roles', 'everyone'}.")
		}
	}
	for kind, ids := range map[string][]string{"users": a.Users, "roles": a.Roles} {
		p.count(at(under, kind), len(ids), 100)
		if len(ids) > 0 && slices.Contains(a.Parse.Value, kind) {
			p.add(under, "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
				fmt.Sprintf("parse:[%q] and %s: [ids...] are mutually exclusive.", kind, kind))
		}
	}
}

// checkEmbeds holds embeds to their limits, each and together.
func checkEmbeds(p *problems, under string, embeds []Embed) {
	p.count(under, len(embeds), maxEmbeds)
	total := 0
	for i, e := range embeds {
		checkEmbed(p, at(under, i), e)
		total += e.size()
	}
	if total > maxEmbedTotal {
		p.add(under, "MAX_EMBED_SIZE_EXCEEDED", fmt.Sprintf("Embed size exceeds maximum size of %d", maxEmbedTotal))
	}
}

func checkEmbed(p *problems, under string, e Embed) {
	p.atMost(at(under, "title"), e.Title, maxTitle)
	p.atMost(at(under, "description"), e.Description, maxDescription)
	p.link(at(under, "url"), e.URL, maxURL, "http", "https")
	if e.empty() {
		p.required(at(under, "description"))
	}
	p.count(at(under, "fields"), len(e.Fields), maxFields)
	for i, f := range e.Fields {
		p.within(at(under, "fields", i, "name"), f.Name, maxFieldName)
		p.within(at(under, "fields", i, "value"), f.Value, maxFieldValue)
	}
	if e.Footer != nil {
		p.within(at(under, "footer", "text"), e.Footer.Text, maxFooter)
		p.link(at(under, "footer", "icon_url"), e.Footer.IconURL, maxURL, "http", "https", "attachment")
	}
	if e.Author != nil {
		p.within(at(under, "author", "name"), e.Author.Name, maxAuthor)
		p.link(at(under, "author", "url"), e.Author.URL, maxURL, "http", "https")
		p.link(at(under, "author", "icon_url"), e.Author.IconURL, maxURL, "http", "https", "attachment")
	}
	for name, media := range map[string]*EmbedMedia{"image": e.Image, "thumbnail": e.Thumbnail} {
		if media != nil {
			p.link(at(under, name, "url"), media.URL, maxURL, "http", "https", "attachment")
		}
	}
	if e.Timestamp != "" && !isTimestamp(e.Timestamp) {
		p.add(at(under, "timestamp"), "DATE_TIME_TYPE_PARSE", fmt.Sprintf("Could not parse %s. Should be ISO8601.", e.Timestamp))
	}
	if e.Color != nil && (*e.Color < 0 || *e.Color > 0xffffff) {
		p.add(at(under, "color"), "NUMBER_TYPE_MAX", "int value should be less than or equal to 16777215.")
	}
}

// empty tells whether there is nothing to show, which Discord refuses.
func (e Embed) empty() bool {
	return e.size() == 0 && e.Image == nil && e.Thumbnail == nil && e.Video == nil && e.URL == ""
}

// size is what counts against the 6,000 of a message.
func (e Embed) size() int {
	n := units(e.Title) + units(e.Description)
	for _, f := range e.Fields {
		n += units(f.Name) + units(f.Value)
	}
	if e.Footer != nil {
		n += units(e.Footer.Text)
	}
	if e.Author != nil {
		n += units(e.Author.Name)
	}
	return n
}

// Discord's limits on files.
const (
	maxFiles    = 10
	maxFileSize = 10 << 20
)

// checkFiles holds files to what is said of them: each attachment that is new names a
// file of the form by its number, each file is named, and what an embed shows is there.
// It notes their descriptions.
func checkFiles(p *problems, under string, b *messageBody, files []File) {
	p.count(at(under, "attachments"), len(files), maxFiles)
	names := map[string]bool{}
	for i := range files {
		files[i].Description = ""
		names[files[i].Name] = true
		if files[i].Name == "" || !strings.HasPrefix(files[i].field, "files[") {
			p.add(at(under, "attachments", i), "BASE_TYPE_BAD_TYPE", "A file has to be called files[n] in the form, and to have a name.")
		}
		if files[i].Size > maxFileSize {
			p.add(at(under, "attachments", i), "REQUEST_ENTITY_TOO_LARGE", "Request entity too large")
		}
	}
	for i, a := range b.Attachments.Value {
		id := fmt.Sprint(a["id"])
		described := slices.IndexFunc(files, func(f File) bool { return f.field == "files["+id+"]" })
		if described < 0 && len(id) < 17 { // the id of an attachment that is there already is longer
			p.add(at(under, "attachments", i, "id"), "ATTACHMENT_NOT_FOUND", "Attachment data not found")
			continue
		}
		if text, ok := a["description"].(string); ok && described >= 0 {
			files[described].Description = text
			p.atMost(at(under, "attachments", i, "description"), text, 1024)
		}
	}
	for i, e := range b.Embeds.Value {
		if e.Image == nil {
			continue
		}
		if name, ok := strings.CutPrefix(e.Image.URL, "attachment://"); ok && !names[name] {
			p.add(at(under, "embeds", i, "image", "url"), "ATTACHMENT_NOT_FOUND", "Attachment "+name+" not found")
		}
	}
}
