using System.Text;
using System.Text.Json.Nodes;
using RunBroker.Tests.Http;

namespace RunBroker.Tests.Admin;

public sealed class DomainsApiTests
{
    private const string Path = "/tenants/acme/domains";

    [Fact, Spec("P-011")]
    public async Task A_domain_is_verified_by_its_dns_record_and_by_no_other()
    {
        var published = "runbroker-domain=of-somebody-else";
        await using var dns = new DnsResponder(q => [WithText(q, published)]);
        await using var host = await AdminHost.Start(dns: dns.Address);
        var token = await host.Tenant("acme");
        var made = await host.Post(Path, new JsonObject { ["domain"] = "ACME.example." }, token);
        Assert.Equal((201, "acme.example", "_runbroker.acme.example"), (made.Status, made["domain"], made["dns_txt_name"]));
        var refused = await host.Post(Path + "/acme.example/verify", null, token);
        Assert.Equal((422, "urn:runbroker:problem:domain_not_proven"), (refused.Status, refused.Type));
        Assert.False((bool)(await host.Get(Path + "/acme.example", token)).Json["verified"]!);

        published = made["dns_txt_value"];
        Assert.True((bool)(await host.Post(Path + "/acme.example/verify", null, token)).Json["verified"]!);
    }

    [Fact]
    public async Task A_domain_is_verified_for_one_tenant_at_most()
    {
        await using var host = await AdminHost.Start();
        var (acme, _) = (await host.Tenant("acme"), await host.Tenant("bolt"));
        await host.Post(Path, new JsonObject { ["domain"] = "shared.example" }, acme);
        Assert.Equal(409, (await host.Post(Path, new JsonObject { ["domain"] = "shared.example" }, acme)).Status);
        Assert.Equal(403, (await host.Patch(Path + "/shared.example", new JsonObject { ["verified"] = true }, acme)).Status);
        Assert.Equal(200, (await host.Patch(Path + "/shared.example", new JsonObject { ["verified"] = true })).Status);
        var second = await host.Post("/tenants/bolt/domains", new JsonObject { ["domain"] = "shared.example", ["verified"] = true });
        Assert.Equal(409, second.Status);
        Assert.Empty((await host.Get("/tenants/bolt/domains")).Json["items"]!.AsArray());
        Assert.Equal(200, (await host.Patch(Path + "/shared.example", new JsonObject { ["verified"] = false })).Status);
        Assert.Equal(201,
            (await host.Post("/tenants/bolt/domains", new JsonObject { ["domain"] = "shared.example", ["verified"] = true })).Status);
        Assert.Equal(204, (await host.Delete(Path + "/shared.example", acme)).Status);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("com")]
    [InlineData("a b.example")]
    [InlineData("maria@acme.example")]
    [InlineData("192.0.2.1")]
    public async Task What_is_no_domain_is_refused(string domain)
    {
        await using var host = await AdminHost.Start();
        await host.Tenant("acme");
        Assert.Equal("domain", (await host.Post(Path, new JsonObject { ["domain"] = domain })).ErrorFields.Single());
    }

    /// <summary>RFC 1035-4: the question repeated, one TXT record for it.</summary>
    private static byte[] WithText(byte[] question, string text) =>
    [
        question[0], question[1], 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0, .. question[12..],
        0xC0, 12, 0, 16, 0, 1, 0, 0, 0, 60, 0, (byte)(text.Length + 1), (byte)text.Length, .. Encoding.ASCII.GetBytes(text),
    ];
}
