using AngleSharp.Dom;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.AdminWeb.Connections;

/// <summary>What an admin does on a connection's pages.</summary>
internal static class ConnectionSteps
{
    public const string All = "/admin/tenants/acme/connections";

    public static Task<TestPage> OpenNew(this Scene scene, string query) => scene.Open($"{All}/new?{query}");

    public static Task<TestPage> OpenConnection(this Scene scene, string id, string more = "") => scene.Open($"{All}/{id}{more}");

    /// <summary>The id of the connection whose page the browser is on.</summary>
    public static string Id(this TestPage page) => page.Url.AbsolutePath[(All.Length + 1)..].Split('/')[0];

    /// <summary>What is said beside a field, faults and warnings.</summary>
    public static string Beside(this TestPage page, string field) => string.Join(' ',
        page.Html.All.Where(e => e.Id?.StartsWith(field + "-fault", StringComparison.Ordinal) == true || e.Id == field + "-other").Select(Text));

    public static string? Value(this TestPage page, string field) => page.Html.GetElementById(field) switch
    {
        AngleSharp.Html.Dom.IHtmlTextAreaElement area => area.Value,
        AngleSharp.Html.Dom.IHtmlSelectElement select => select.Value,
        AngleSharp.Html.Dom.IHtmlInputElement { Type: "checkbox" } box => box.IsChecked ? "on" : "",
        AngleSharp.Html.Dom.IHtmlInputElement input => input.Value,
        _ => null,
    };

    public static string Alert(this TestPage page) => string.Join(' ', page.Html.QuerySelectorAll("[role=alert]").Select(Text));

    public static string Status(this TestPage page) => string.Join(' ', page.Html.QuerySelectorAll("main [role=status]:not(.status)").Select(Text));

    public static async Task<Connection> Stored(this Scene scene, string id) =>
        (await scene.Db.Read(tx => ConnectionStore.Find(tx, scene.Tenant.Id, id), CancellationToken.None))!;

    /// <summary>Presses a button of the settings' form, with a tick box left empty.</summary>
    public static async Task<TestPage> PressWithout(this Scene scene, string button, string field, params (string Name, string Value)[] values)
    {
        var box = (AngleSharp.Html.Dom.IHtmlInputElement)scene.Browser.Page.Html.GetElementById(field)!;
        box.IsChecked = false;
        return await scene.Browser.Press(button, values);
    }

    /// <summary>Sends the page of role rules with these rows, empty ones included.</summary>
    public static Task<TestPage> Submit(this Scene scene, AdminWebRule[] rows)
    {
        var page = scene.Browser.Page;
        var fields = new Fields
        {
            ["_proof"] = page.Html.QuerySelector("main input[name=_proof]")!.GetAttribute("value"),
            ["version"] = page.Html.QuerySelector("main input[name=version]")!.GetAttribute("value"),
        };
        foreach (var row in rows)
            fields.And("claim", row.Claim).And("operator", row.Operator).And("value", row.Value).And("role", row.Role);
        return scene.Browser.Post(page.Url.AbsoluteUri, fields);
    }

    private static string Text(IElement e) => string.Join(' ', e.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}

internal sealed record AdminWebRule(string Claim, string Operator, string Value, string Role);
