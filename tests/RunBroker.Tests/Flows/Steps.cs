using System.Text.Json.Nodes;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.TestIdps;
using RunBroker.Tokens;

namespace RunBroker.Tests.Flows;

/// <summary>Steps that many flow tests take on a <see cref="Scene"/>.</summary>
internal static class Steps
{
    /// <summary>prompt=none at the top level; null when the app got a code, else the error.</summary>
    public static async Task<string?> Silent(this Scene scene, TestApp? app = null, Action<Fields>? edit = null)
    {
        await scene.Browser.Get((app ?? scene.App).Begin(p => Silently(p, edit)).Url);
        return (app ?? scene.App).LastCallback.Error;
    }

    /// <summary>As <see cref="Silent"/>, in an iframe of a page of another site.</summary>
    public static async Task<string?> SilentInFrame(this Scene scene, TestApp? app = null)
    {
        await scene.Browser.GetInFrame((app ?? scene.App).Begin(p => Silently(p, null)).Url, "http://localhost:1/");
        return (app ?? scene.App).LastCallback.Error;
    }

    public static async Task<Tenant> Change(this Scene scene, Tenant tenant, Func<Tenant, Tenant> edit)
    {
        var before = await scene.Db.Read(tx => TenantStore.Find(tx, tenant.Id), CancellationToken.None);
        Assert.True(await scene.Db.Write(tx => TenantStore.Update(tx, edit(before!) with { Version = before!.Version + 1 }, before.Version), CancellationToken.None));
        return tenant;
    }

    public static async Task Change(this Scene scene, Connection connection, Func<Connection, Connection> edit)
    {
        var before = await scene.Db.Read(tx => ConnectionStore.Find(tx, connection.TenantId, connection.Id), CancellationToken.None);
        Assert.True(await scene.Db.Write(tx => ConnectionStore.Update(tx, edit(before!) with { Version = before!.Version + 1 }, before.Version), CancellationToken.None));
    }

    public static async Task AddDomain(this Scene scene, Tenant tenant, string name, bool verified = true)
    {
        var now = scene.Clock.GetUtcNow();
        await scene.Db.Write(async tx =>
        {
            await DomainStore.Insert(tx, new Domain { TenantId = tenant.Id, Name = name, DnsTxt = "proof", Version = 1, CreatedAt = now });
            if (verified)
                Assert.True(await DomainStore.SetVerified(tx, tenant.Id, name, true, now));
        }, CancellationToken.None);
    }

    /// <summary>The session that an ID token's sid names, ended or not.</summary>
    public static async Task<Session> SessionOf(this Scene scene, TestApp app, string sid, Tenant? tenant = null) => (await scene.Db.Read(async tx =>
        await SessionStore.Find(tx, (tenant ?? scene.Tenant).Id, (await SessionStore.FindBySid(tx, sid, app.Options.ClientId))!.SessionId), CancellationToken.None))!;

    /// <summary>The operator rolls the signing keys by the management API.</summary>
    public static Task<AppAnswer> RollKeys(this Scene scene, JsonObject ask) =>
        Wire.PostJson(scene.Broker.Url + "/api/v1/signing-keys/roll", ask.ToJsonString(), Wire.Bearer(TestBroker.BootstrapToken));

    /// <summary>Those that a broker publishes and signs by.</summary>
    public static KeyRing Ring(this TestBroker broker) => ((SigningKeys)broker.Services.GetService(typeof(SigningKeys))!).Now;

    private static void Silently(Fields sent, Action<Fields>? edit)
    {
        sent["prompt"] = "none";
        edit?.Invoke(sent);
    }
}
