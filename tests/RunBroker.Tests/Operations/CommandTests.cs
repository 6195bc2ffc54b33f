using Microsoft.Extensions.Logging.Abstractions;
using RunBroker.Operations.Commands;
using RunBroker.Storage;
using RunBroker.Storage.Secrets;

namespace RunBroker.Tests.Operations;

public sealed class CommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("runbroker-cmd-").FullName;
    private readonly StringWriter output = new();
    private readonly StringWriter error = new();

    public void Dispose()
    {
        Directory.Delete(folder, recursive: true);
        output.Dispose();
        error.Dispose();
    }

    [Fact]
    public async Task Serve_gets_its_options_as_configuration_and_whatever_else_was_there()
    {
        string[]? got = null;
        var code = await BrokerCommands.Run(
            ["serve", "--urls", "http://127.0.0.1:0", "--issuer", "https://sso.example", "--data", "d", "--postgres", "Host=x",
                "--Logging:LogLevel:Default=Debug"],
            args => Task.FromResult((got = args).Length), output, error, TestContext.Current.CancellationToken);
        Assert.Equal(5, code);
        Assert.Equal(
            ["--urls=http://127.0.0.1:0", "--RunBroker:Issuer=https://sso.example", "--RunBroker:DataDirectory=d",
                "--ConnectionStrings:Postgres=Host=x",
             "--Logging:LogLevel:Default=Debug"], got!);
    }

    [Fact]
    public async Task Migrate_says_what_is_missing_applies_it_and_is_then_done()
    {
        Assert.Equal(1, await Run("migrate", "--check"));
        Assert.Contains("missing 0001_tenants.sql", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await Run("migrate"));
        Assert.Contains("applied 0001_tenants.sql", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await Run("migrate", "--check"));
        Assert.EndsWith("up to date\n", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_create_prints_a_token_and_nothing_else_and_stores_only_its_hash()
    {
        Assert.Equal(0, await Run("token", "create", "--scope", "operator", "--expires", "30"));
        var token = output.ToString().TrimEnd('\n');
        Assert.StartsWith("rbt_", token, StringComparison.Ordinal);
        await using var db = Db.Sqlite(Path.Combine(folder, "runbroker.db"));
        var row = (await db.Read(tx => ApiTokenStore.Find(tx, token.Split('.')[0]), TestContext.Current.CancellationToken))!;
        Assert.Equal(["operator"], row.Scopes);
        Assert.Equal(30, Math.Round((row.ExpiresAt! - row.CreatedAt).Value.TotalDays));
    }

    [Theory]
    [InlineData("--scope", "admin")]
    [InlineData("--scope", "tenant:read")]
    [InlineData("--scope", "operator", "--tenant", "acme")]
    [InlineData("--scope", "tenant:read", "--tenant", "nowhere")]
    [InlineData("--scope", "operator", "--expires", "0")]
    [InlineData]
    public async Task A_token_that_cannot_be_is_refused_on_the_error_stream(params string[] options)
    {
        Assert.NotEqual(0, await Run(["token", "create", .. options]));
        Assert.NotEqual("", error.ToString());
        Assert.DoesNotContain("rbt_", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_says_a_line_each_and_ends_with_1_on_a_fault()
    {
        var key = Path.Combine(folder, "master.key");
        Environment.SetEnvironmentVariable("RunBroker__MasterKeyFile", key);
        try
        {
            await Run("migrate");
            Assert.Equal(1, await Run("doctor", "--issuer", "https://sso.example"));
            Assert.Contains("FAULT  master key", output.ToString(), StringComparison.Ordinal);
            MasterKey.CreateFile(key);
            output.GetStringBuilder().Clear();
            Assert.Equal(0, await Run("doctor", "--issuer", "https://sso.example"));
            foreach (var what in new[] { "configuration", "master key", "database", "schema", "clock", "signing keys" })
                Assert.Contains($"ok     {what}", output.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable("RunBroker__MasterKeyFile", null);
        }
    }

    [Theory]
    [InlineData(0, "ok     signing keys: RS256, 1 published, the next one signs from")]
    [InlineData(75, "ok     signing keys: ES256, 1 published, the next one signs from")]
    [InlineData(77, "warn   signing keys: RS256: the next one was to be published on")]
    [InlineData(100, "warn   signing keys: ES256: the next one was to be published on")]
    [InlineData(0, "FAULT  signing keys: there is none for RS256", "RS256")]
    public async Task Doctor_says_when_the_signing_keys_roll(int age, string line, string? missing = null)
    {
        var file = Path.Combine(folder, "master.key");
        MasterKey.CreateFile(file);
        Environment.SetEnvironmentVariable("RunBroker__MasterKeyFile", file);
        try
        {
            await Run("migrate");
            await using var db = Db.Sqlite(Path.Combine(folder, "runbroker.db"));
            using var keys = new RunBroker.Tokens.SigningKeys(db, new SecretBox(((MasterKeyFile.Loaded)MasterKey.Load(file)).Key),
                new RunBroker.TestIdps.TestClock(TimeProvider.System.GetUtcNow().AddDays(-age)), NullLogger<RunBroker.Tokens.SigningKeys>.Instance);
            await keys.Start(TestContext.Current.CancellationToken);
            await db.Write(tx => tx.Execute("delete from signing_key where alg = @missing", new { missing }), TestContext.Current.CancellationToken);
            Assert.Equal(missing is null ? 0 : 1, await Run("doctor", "--issuer", "https://sso.example"));
            Assert.Contains(line, output.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable("RunBroker__MasterKeyFile", null);
        }
    }

    [Fact]
    public async Task Doctor_looks_at_saml_connections_and_stores_nothing_of_what_it_fetches()
    {
        var key = Path.Combine(folder, "master.key");
        MasterKey.CreateFile(key);
        Environment.SetEnvironmentVariable("RunBroker__MasterKeyFile", key);
        try
        {
            await Run("migrate");
            await using var db = Db.Sqlite(Path.Combine(folder, "runbroker.db"));
            var tenant = new TenantId("ten_a");
            var row = Storage.Rows.Connection(tenant, "con_saml") with { Protocol = "saml", Enabled = true, Settings = """{"metadata_url":"https://127.0.0.1/m"}""" };
            await db.Write(
                async tx =>
                {
                    await TenantStore.Insert(tx, Storage.Rows.Tenant(tenant));
                    await ConnectionStore.Insert(tx, row);
                    await SamlMetadataStore.Put(tx, Storage.Rows.Metadata(tenant, row.Id) with { Address = "https://127.0.0.1/m" });
                    await ConnectionStore.Insert(tx, row with { Id = "con_fields", LoginSlug = "fields", Settings = FieldsWithAnOldCertificate() });
                }, TestContext.Current.CancellationToken);
            Assert.Equal(1, await Run("doctor", "--issuer", "https://sso.example"));
            Assert.Contains("FAULT  connection con_saml: metadata_url: wanted HTTP 200 from https://127.0.0.1/m, got AddressNotAllowed", output.ToString(),
                StringComparison.Ordinal);
            Assert.Contains("ok     connection con_fields: is complete", output.ToString(), StringComparison.Ordinal);
            Assert.Contains("warn   connection con_fields: certificates: wanted a certificate that is valid for longer", output.ToString(),
                StringComparison.Ordinal);
            var after = await db.Read(tx => SamlMetadataStore.Find(tx, tenant, row.Id), TestContext.Current.CancellationToken);
            Assert.Equal((1, 0, null), (after!.Version, after.Failures, after.LastError));
        }
        finally
        {
            Environment.SetEnvironmentVariable("RunBroker__MasterKeyFile", null);
        }
    }

    private static string FieldsWithAnOldCertificate()
    {
        using var key = System.Security.Cryptography.RSA.Create(2048);
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest(
            "CN=idp", key, System.Security.Cryptography.HashAlgorithmName.SHA256, System.Security.Cryptography.RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2021, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return $$"""
            {"idp_entity_id":"https://idp.example","sso_url":"https://idp.example/sso","certificates":["{{Convert.ToBase64String(certificate.RawData)}}"]}
            """;
    }

    [Fact]
    public async Task A_wrong_configuration_is_told_whole_and_nothing_is_done()
    {
        Assert.Equal(1, await Run("doctor", "--issuer", "http://sso.example/path?x"));
        Assert.Contains("RunBroker:Issuer", error.ToString(), StringComparison.Ordinal);
    }

    private Task<int> Run(params string[] args) =>
        BrokerCommands.Run([.. args, "--data", folder], _ => Task.FromResult(99), output, error, TestContext.Current.CancellationToken);
}
