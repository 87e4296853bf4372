// Package discordtest is a Discord for tests: an HTTP API and a gateway on
// real sockets, with guilds, channels and people who talk to the bot.
//
//	srv := discordtest.New(t)
//	guild := srv.AddGuild("Trade desk")
//	news := guild.AddChannel("news")
//	// ... start the bot against srv.URL() with srv.Token ...
//	srv.WaitReady(ctx)
//
//	mina := srv.User("mina", discordtest.Locale("ko"))
//	asked := mina.Slash(news, "ask", discordtest.Opt("question", "chips?"))
//	answer := asked.Wait(ctx)
//	mina.Click(answer, "Sources").Wait(ctx)
//
// What Discord would refuse is refused in Discord's own words, kept as a
// Violation, and fails the test when the server closes. Lengths are counted in
// UTF-16 code units, which is never less than the number of code points, so
// that a text accepted here is accepted however Discord counts it. Most limits
// are those of Discord's own OpenAPI description, against which paths, query and
// bodies are validated where it is at hand (see Described); only what it does not
// hold is written down here.
//
// Functions that a test calls report a mistake in the test itself with Fatalf;
// they belong on the test's own goroutine. Those that return an error instead
// may be called from any goroutine.
package discordtest
