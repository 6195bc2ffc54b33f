using System.Text;
using System.Text.Json.Nodes;
using RunBroker.Admin;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.TestIdps;
using RunBroker.Tests.AdminWeb;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Http;

namespace RunBroker.Tests.SetupLinks;

/// <summary>Steps of somebody in the tenant's IT who has a setup link and nothing else.</summary>
internal static class SetupScene
{
    /// <summary>As an admin makes it.</summary>
    public static async Task<string> Link(this Scene scene, string[] intents, string? connection = null, string? note = null, int opens = 10, TimeSpan? life = null)
    {
        var sent = new JsonObject
        {
            ["intents"] = new JsonArray([.. intents.Select(i => JsonValue.Create(i))]),
            ["connection_id"] = connection,
            ["recipient_note"] = note,
            ["max_opens"] = opens,
            ["expires_at"] = (scene.Clock.GetUtcNow() + (life ?? TimeSpan.FromDays(5))).UtcDateTime.ToString("O"),
        };
        var made = await scene.Links().Create(new("token:bootstrap", [ManagementCaller.WriteScope], scene.Tenant.Id), scene.Tenant.Id, sent, CancellationToken.None);
        return made.Match(l => l.Resource.Url!, why => throw new InvalidOperationException(string.Join(", ", why.Errors.Select(e => e.Path + " " + e.Says))));
    }

    public static SetupLinkAdmin Links(this Scene scene) => (SetupLinkAdmin)scene.Broker.Services.GetService(typeof(SetupLinkAdmin))!;

    /// <summary>In a browser of their own.</summary>
    public static async Task<TestPage> Begin(this Scene scene, string link, string button = "Begin")
    {
        scene.NewBrowser();
        await scene.Browser.Get(link);
        return await scene.Browser.Press(button);
    }

    public static string Id(string link) => new Uri(link).Segments[^1].Split('.')[0];

    public static async Task<SetupLink> Row(this Scene scene, string link) =>
        (await scene.Db.Read(tx => SetupLinkStore.Shown(tx, Id(link)), CancellationToken.None))!;

    /// <summary>The connection that the link has by now.</summary>
    public static async Task<Connection> ConnectionOf(this Scene scene, string link)
    {
        var row = await scene.Row(link);
        return (await scene.Db.Read(tx => ConnectionStore.Find(tx, scene.Tenant.Id, row.ConnectionId!), CancellationToken.None))!;
    }

    public static Task<TestPage> Step(this Scene scene, string link, string step) => scene.Open($"/setup-steps/{Id(link)}/{step}");

    public static async Task<string[]> Told(this Scene scene, string actor) =>
        [.. (await scene.Db.Read(tx => EventStore.Page(tx, scene.Tenant.Id, null, null, 200), CancellationToken.None))
            .Where(e => e.Actor == actor).Select(e => e.Type).Reverse()];

    /// <summary>From the step of the test to the provider, its result, and back.</summary>
    public static async Task<TestPage> Test(this Scene scene)
    {
        await scene.Browser.Press("Test");
        await scene.Browser.ClickLink("Continue");
        return await scene.Browser.ClickLink("Continue");
    }

    public static string Proof(this TestPage page) => page.Html.QuerySelector("main input[name=_proof]")!.GetAttribute("value")!;

    /// <summary>A name server with one record for every question.</summary>
    public static DnsResponder Dns(Func<string> text) => new(question =>
    [[
        question[0], question[1], 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0, .. question[12..],
        0xC0, 12, 0, 16, 0, 1, 0, 0, 0, 60, 0, (byte)(text().Length + 1), (byte)text().Length, .. Encoding.ASCII.GetBytes(text()),
    ]]);
}
