using System.Collections.Immutable;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Upstream;

namespace RunBroker.Tests.Cases;

/// <summary>Requests that apps send wrongly.</summary>
internal static class RequestProducers
{
    public static ImmutableArray<Producer> All { get; } =
    [
        Producer.Of("request.UnknownApp", null, scene => ByPage(scene, p => p["client_id"] = "no-such-app")),
        Producer.Of("request.UnknownRedirect", null, scene => ByPage(scene, p => p["redirect_uri"] = "https://elsewhere.example/")),
        Producer.Of("request.NotForm", null, async scene =>
        {
            var answer = await Wire.PostAs("text/plain", scene.Broker.Url + "/connect/authorize", "x");
            return await ByNumber(scene, answer.Body);
        }),
        Asked("request.invalid_request", p => p["prompt"] = "whatever"),
        Asked("request.unsupported_response_type", p => p["response_type"] = "token"),
        Producer.Of("request.unauthorized_client", null, async scene =>
        {
            var stage = await Stage.On(scene, app: a => a with { GrantTypes = ["refresh_token"] });
            await stage.Go();
            return await stage.LastCase();
        }),
        Asked("request.invalid_scope", p => p["scope"] = "profile"),
        Asked("request.request_not_supported", p => p["request"] = "x.y.z"),
        Asked("request.IdTokenHint", p => p["id_token_hint"] = "x.y.z"),
        Producer.Of("request.UnknownTenant", null, scene => ByApp(scene, p => p["organization"] = "nowhere")),
        Asked("session.invalid_request", p => p["connection"] = "con_nobodys"),
        Producer.Of("request.AppChanged", null, async scene =>
        {
            var stage = await Stage.On(scene);
            var callback = await stage.GoUpToTheCallback();
            await stage.Db.Write(tx => ClientStore.Delete(tx, stage.App.Options.ClientId), CancellationToken.None);
            return await stage.CaseOn(await stage.Browser.Get(callback));
        }),
    ];

    private static Producer Asked(string code, Action<Fields> edit) => Producer.Of(code, null, scene => ByApp(scene, edit));

    private static async Task<SignInCase> ByApp(Scene scene, Action<Fields> edit)
    {
        var stage = await Stage.On(scene);
        await stage.Go(edit);
        return await stage.LastCase();
    }

    private static async Task<SignInCase> ByPage(Scene scene, Action<Fields> edit)
    {
        var stage = await Stage.On(scene);
        return await ByNumber(scene, (await stage.Go(edit)).Body);
    }

    /// <summary>Cases of no tenant: by the number on the page.</summary>
    private static async Task<SignInCase> ByNumber(Scene scene, string page)
    {
        var at = page.IndexOf(">SI-", StringComparison.Ordinal);
        return (await scene.Db.Read(tx => SignInStore.FindCaseOfAny(tx, page.Substring(at + 1, 12)), CancellationToken.None))!;
    }
}
