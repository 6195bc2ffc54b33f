namespace RunBroker.Tests.Upstream.Saml;

/// <summary>RelayState finds the sign-in that an answer belongs to, and proves nothing; providers that lose it are many.</summary>
public sealed class RelayStateTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("https://evil.example/")]
    [InlineData("sin_00000000000000000000000000.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("\r\nSet-Cookie: a=b")]
    [Spec("S-075")]
    public async Task A_provider_that_drops_or_changes_RelayState_signs_in_all_the_same(string? relayState)
    {
        await using var stage = await SamlStage.On(shared.Scene);
        stage.Idp.EditRelayState = _ => relayState;

        var page = await stage.Go();

        Assert.StartsWith(stage.App.RedirectUri, page.Url.AbsoluteUri, StringComparison.Ordinal);
        await stage.App.Finish();
        Assert.DoesNotContain(page.Hops, h => h.Url.Host.Contains("evil", StringComparison.Ordinal) || h.Location?.Contains("evil", StringComparison.Ordinal) == true);
    }

    [Fact]
    [Spec("S-065")]
    public async Task Without_RelayState_another_browser_still_gets_nothing()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        stage.Idp.EditRelayState = _ => null;
        var held = await stage.Held();
        var other = stage.InAnotherBrowser();
        // It has sign-ins of its own under way.
        await other.Held();

        await other.RefusedOnAPage(await other.Answer(held), "sign_in.Expired", 400);

        await stage.Answer(held);
        await stage.App.Finish();
    }

    [Fact]
    [Spec("S-064")]
    public async Task RelayState_of_one_tab_does_not_carry_the_answer_of_another()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var first = await stage.Held();
        var second = await stage.Held();
        second["RelayState"] = first["RelayState"];

        await stage.RefusedOnAPage(await stage.Answer(second), "upstream.WrongInResponseTo");
    }

    [Fact]
    [Spec("S-064")]
    public async Task A_RelayState_that_was_changed_at_its_end_finds_nothing_by_itself()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var held = await stage.Held();
        var state = held["RelayState"]!;
        held["RelayState"] = state[..^1] + (state[^1] == 'A' ? 'B' : 'A');
        var other = stage.InAnotherBrowser();

        await other.RefusedOnAPage(await other.Answer(held), "sign_in.WrongState", 400);

        await stage.Answer(held);
        await stage.App.Finish();
    }
}
