using AngleSharp.Dom;
using RunBroker.Http;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.TestIdps;
using RunBroker.Tests.Upstream;

namespace RunBroker.Tests.MySessions;

/// <summary>A person's browsers, and what their page says.</summary>
internal static class PersonsBrowsers
{
    public const string Desk = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36";

    public const string Phone =
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1";

    public static Stage At(this Stage stage, string userAgent)
    {
        stage.Browser.Options = stage.Browser.Options with { UserAgent = userAgent };
        return stage;
    }

    /// <summary>Signed in at the desk and on the phone.</summary>
    public static async Task<(Stage Desk, AppAnswer DeskTokens, Stage Phone, AppAnswer PhoneTokens)> TwoBrowsers(this Stage stage)
    {
        var (desk, phone) = (stage.At(Desk), stage.InAnotherBrowser().At(Phone));
        var (_, deskTokens) = await desk.SignIn();
        var (_, phoneTokens) = await phone.SignIn();
        return (desk, deskTokens, phone, phoneTokens);
    }

    public static Task<TestPage> Sessions(this Stage stage, string more = "") => stage.Browser.Get(stage.Scene.Broker.Url + "/sessions" + more);

    public static string SessionId(this Stage stage) => stage.Browser.Cookies.Find(Cookies.Sessions)!.Value.Split('.')[0];

    public static async Task<LogoutRow?> LogoutOf(this Stage stage, string session) =>
        await stage.Db.Read(tx => LogoutStore.OfSession(tx, stage.Tenant.Id, session), CancellationToken.None);

    public static async Task<LogoutLeg[]> Legs(this Stage stage, string session) =>
        [.. await stage.Db.Read(async tx => await LogoutStore.Legs(tx, [(await LogoutStore.OfSession(tx, stage.Tenant.Id, session))!.Id]), CancellationToken.None)];

    public static IElement[] Cards(this TestPage page) => [.. page.Html.QuerySelectorAll("article.card")];

    public static IElement Card(this TestPage page, string device) =>
        page.Cards().Single(c => c.QuerySelector("h2, h3")!.TextContent == device);

    /// <summary>What the card's list says under that name.</summary>
    public static string Fact(this IElement card, string name) =>
        string.Join(' ', card.QuerySelectorAll("dt").Single(t => t.TextContent == name).NextElementSibling!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The hidden fields of the card's form.</summary>
    public static Fields Form(this IElement card) => card.QuerySelectorAll("input[type=hidden]")
        .Aggregate(new Fields(), (fields, input) => fields.And(input.GetAttribute("name")!, input.GetAttribute("value")!));
}
