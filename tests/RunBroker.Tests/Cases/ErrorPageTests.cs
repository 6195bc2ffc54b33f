using RunBroker.TestIdps;
using RunBroker.Tests.Upstream;

namespace RunBroker.Tests.Cases;

/// <summary>What a person gets when a sign-in fails: a number, a way back, and a message for those who can help.</summary>
public sealed class ErrorPageTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Fact, Spec("contract-4")]
    public async Task The_message_for_IT_says_which_case_when_which_app_what_happened_and_where_it_is_looked_at()
    {
        var stage = await Stage.On(shared.Scene);
        stage.Op.Break(TestOpFaults.TokenError("invalid_client"));

        var page = await stage.Go();

        var file = await stage.LastCase();
        var message = page.Html.QuerySelector("textarea#msg")!.TextContent;
        Assert.Contains(file.CaseId, message, StringComparison.Ordinal);
        Assert.Contains("UTC", message, StringComparison.Ordinal);
        Assert.Contains("App app-" + stage.Tenant.Slug, message, StringComparison.Ordinal);
        Assert.Contains(stage.Connection.Name, message, StringComparison.Ordinal);
        Assert.Contains("The provider refused our client secret", message, StringComparison.Ordinal);
        Assert.Contains($"{shared.Scene.Broker.Url}/admin/cases/{file.CaseId}", message, StringComparison.Ordinal);
        // Who stands outside learns nothing of the tenant from the link.
        Assert.DoesNotContain($"/{stage.Tenant.Slug}/", message, StringComparison.Ordinal);
        Assert.True(page.Html.QuerySelector("textarea#msg")!.HasAttribute("readonly"));
        Assert.Contains("does not accept us", page.Html.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
    }

    [Theory, Spec("contract-4")]
    [InlineData("clock", "came at the wrong time")]
    [InlineData("signature", "could not be sure")]
    [InlineData("acr", "needs a stronger sign-in")]
    [InlineData("old", "sign in afresh")]
    [InlineData("other", "could not accept")]
    public async Task A_person_reads_what_kind_of_thing_went_wrong(string what, string title)
    {
        var stage = await Stage.On(shared.Scene);
        stage.Op.Break(what switch
        {
            "clock" => TestOpFaults.ExpiryPast,
            "signature" => TestOpFaults.SignatureBroken,
            "acr" => TestOpFaults.AcrOther,
            "old" => TestOpFaults.AuthTimeOld,
            _ => TestOpFaults.AudienceOther,
        });
        var page = await stage.Go(p =>
        {
            if (what == "acr")
                p["claims"] = """{"id_token":{"acr":{"essential":true,"value":"mfa"}}}""";
            else if (what == "old")
                p["prompt"] = "login";
        });
        Assert.Contains(title, page.Html.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
    }

    [Fact, Spec("contract-4")]
    public async Task A_case_of_no_tenant_has_no_link()
    {
        var stage = await Stage.On(shared.Scene);
        var page = await stage.Go(p => p["client_id"] = "nobody");
        Assert.DoesNotContain("/admin/cases/", page.Body, StringComparison.Ordinal);
    }

    [Fact, Spec("contract-4")]
    public async Task In_the_persons_language_the_message_is_too()
    {
        var stage = await Stage.On(shared.Scene);
        stage.Op.Break(TestOpFaults.TokenError("invalid_client"));
        var page = await stage.Go(p => p["ui_locales"] = "pt-BR");
        Assert.Contains("O provedor recusou o nosso client secret", page.Html.QuerySelector("textarea#msg")!.TextContent, StringComparison.Ordinal);
    }
}
