using System.Text.Json.Nodes;
using RunBroker.TestIdps;

namespace RunBroker.Tests.Upstream;

/// <summary>Entra ID with several tenants behind one connection (O-081, O-082).</summary>
public sealed class EntraTests(SharedScene shared) : IClassFixture<SharedScene>
{
    private const string One = "11111111-1111-4111-8111-111111111111";
    private const string Two = "22222222-2222-4222-8222-222222222222";
    private const string Stranger = "99999999-9999-4999-8999-999999999999";
    private const string Oid = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa";

    [Fact]
    [Spec("O-081")]
    public async Task People_of_the_listed_tenants_sign_in_each_as_themselves()
    {
        await using var op = await Provider();
        var stage = await On(op, One, Two);

        op.SignInAs = "ana";
        var (ana, _) = await stage.SignIn();
        op.SignInAs = "twin";
        var (twin, _) = await stage.InAnotherBrowser().SignIn();

        // The same oid and the same e-mail in another Entra tenant is another person.
        Assert.NotEqual((string?)ana["sub"], (string?)twin["sub"]);
        Assert.Equal(2, (await stage.Users()).Length);
        Assert.All([ana, twin], claims => Assert.False((bool)claims["email_verified"]!));
    }

    [Fact]
    [Spec("O-081")]
    public async Task A_person_of_another_tenant_is_refused()
    {
        await using var op = await Provider();
        var stage = await On(op, One);
        op.SignInAs = "stranger";

        var step = await stage.Refused(await stage.Go(), "upstream.TenantNotAllowed", "access_denied");

        Assert.Equal((One, Stranger), (step.Wanted, step.Got));
        Assert.Empty(await stage.Users());
    }

    [Fact]
    [Spec("O-081")]
    public async Task A_shared_address_without_a_list_lets_nobody_in()
    {
        await using var op = await Provider();
        var stage = await On(op);
        await stage.Refused(await stage.Go(), "discovery.EntraTenantsMissing", "server_error");
        Assert.Empty(op.RequestsTo("/authorize"));
    }

    [Fact]
    [Spec("O-081")]
    public async Task A_token_that_names_a_listed_tenant_under_anothers_issuer_is_refused()
    {
        await using var op = await Provider();
        var stage = await On(op, One);
        op.SignInAs = "stranger";
        op.Break(TestOpFaults.Claim("tid", One));
        var step = await stage.Refused(await stage.Go(), "upstream.WrongIssuer", "server_error");
        Assert.Equal((op.Authority(One), op.Authority(Stranger)), (step.Wanted, step.Got));
    }

    [Fact]
    [Spec("O-081")]
    public async Task A_key_of_one_tenant_signs_for_no_other()
    {
        await using var op = await Provider();
        op.EditJwks = set => set["keys"]![0]!["issuer"] = op.Authority(Two);
        var stage = await On(op, One, Two);
        op.SignInAs = "ana";
        await stage.Refused(await stage.Go(), "upstream.KeyOfAnotherIssuer", "server_error");
        op.SignInAs = "twin";
        await stage.InAnotherBrowser().SignIn();
    }

    private Task<Stage> On(TestOp op, params string[] allowed) =>
        Stage.On(shared.Scene, s => s with { IssuerUrl = op.Authority("organizations"), AllowedTenantIds = [.. allowed] }, op: op);

    private async Task<TestOp> Provider()
    {
        var op = await TestOp.Start(new TestOpOptions { AcceptAnyClient = true, Entra = true, Clock = shared.Scene.Clock });
        op.Users.Add(Person("ana", One, Oid));
        op.Users.Add(Person("twin", Two, Oid));
        op.Users.Add(Person("stranger", Stranger, Oid));
        return op;
    }

    private static TestUser Person(string login, string tid, string oid)
    {
        var person = TestUser.Person(login, login, "Entra", "ana@acme.example");
        (person.Claims["tid"], person.Claims["oid"]) = ((JsonNode)tid, (JsonNode)oid);
        return person;
    }
}
