using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using RunBroker.Tests.Processes;

namespace RunBroker.Interop.Tests.Harness;

/// <summary>
/// Debian's SimpleSAMLphp as a SAML identity provider, on PHP's own web server and out of a folder of its own: the one that the package
/// configures is not touched. What <see cref="Settings"/> says may change while it runs, and counts from the next request on.
/// </summary>
public sealed class SimpleSaml : ISamlProvider
{
    private const int LinesOfLog = 300;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly string folder;
    private readonly ChildProcess process;

    private SimpleSaml(Uri address, string folder, ChildProcess process) => (Address, this.folder, this.process) = (address, folder, process);

    public Uri Address { get; }

    public string EntityId => EntityIdAt(Address);

    public Uri Metadata => new(Address, "/saml2/idp/metadata.php");

    public Settings Current { get; private set; } = new();

    /// <summary>It is a service provider, too, for tests of other providers.</summary>
    public Uri ServiceProviderMetadata => new(Address, "/module.php/saml/sp/metadata.php/sp");

    /// <summary>Signs in at the provider of <see cref="Settings.SignInAt"/> and shows what it said about the person.</summary>
    public Uri ServiceProviderStart => new(Address, "/module.php/core/authenticate.php?as=sp");

    /// <summary>Signs out here and at the provider where the person signed in.</summary>
    public Uri ServiceProviderSignOut => new(Address, $"/module.php/core/as_logout.php?AuthId=sp&ReturnTo={SignedOut}");

    /// <summary>The web server's, and of its own what came last: it says a lot.</summary>
    public string Log
    {
        get
        {
            var log = Path.Combine(folder, "simplesamlphp.log");
            return process.Log + "\n" + (File.Exists(log) ? string.Join('\n', File.ReadLines(log).TakeLast(LinesOfLog)) : "");
        }
    }

    /// <summary>With the four people of <see cref="People"/> that have a name of their own.</summary>
    public static async Task<SimpleSaml> Start()
    {
        var address = NodePeer.TakeAddress();
        var folder = Directory.CreateTempSubdirectory("runbroker-ssp-").FullName;
        foreach (var inner in (string[])["keys", "trusted", "temp"])
            Directory.CreateDirectory(Path.Combine(folder, inner));
        foreach (var key in (string[])["first", "second"])
            WriteKey(Path.Combine(folder, "keys", key), $"{key} key of SimpleSAMLphp");
        Write(folder, address, new Settings());
        var process = await ChildProcess.Start(
            ["php", "-d", "opcache.enable_cli=1", "-d", "display_errors=0", "-d", "date.timezone=UTC", "-S", address.Authority,
             "-t", "/usr/share/simplesamlphp/www"],
            new Dictionary<string, string>
            {
                ["SIMPLESAMLPHP_CONFIG_DIR"] = Path.Combine(Repository.Root, "tests", "RunBroker.Interop.Tests", "peers", "ssp"),
                ["SSP_FOLDER"] = folder,
            });
        await process.WaitForLine(line => line.Contains("started", StringComparison.Ordinal));
        return new SimpleSaml(address, folder, process);
    }

    /// <summary>From the next request on.</summary>
    public void Set(Func<Settings, Settings> change)
    {
        Current = change(Current);
        Write(folder, Address, Current);
    }

    /// <summary>
    /// Of a service provider, or of an identity provider that this one is to sign in at. What the other side would like signed is passed over:
    /// the settings alone say what is.
    /// </summary>
    public async Task Trust(Uri metadata)
    {
        using var http = Wire.Client();
        var name = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(metadata.ToString())))[..16];
        Replace(Path.Combine(folder, "trusted", name + ".xml"), (await http.GetStringAsync(metadata)).Replace(" WantAssertionsSigned=\"true\"", "", StringComparison.Ordinal));
    }

    public Uri SignInTo(string serviceProvider) => new(Address, $"/saml2/idp/SSOService.php?spentityid={Uri.EscapeDataString(serviceProvider)}");

    /// <summary>Where a person signs out at the provider itself, which tells the service providers one after another.</summary>
    public Uri SignOut() => new(Address, $"/saml2/idp/SingleLogoutService.php?ReturnTo={SignedOut}");

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private string SignedOut => Uri.EscapeDataString(new Uri(Address, "/logout.php").ToString());

    private static string EntityIdAt(Uri address) => new Uri(address, "/idp").ToString();

    private static void Write(string folder, Uri address, Settings settings)
    {
        var json = JsonSerializer.SerializeToNode(settings, Json)!;
        json["base"] = address.GetLeftPart(UriPartial.Authority);
        json["port"] = address.Port.ToString(CultureInfo.InvariantCulture);
        json["entityId"] = EntityIdAt(address);
        json["people"] = JsonSerializer.SerializeToNode<Person[]>([People.Alice, People.Bob, People.Zoe, People.NoEmail], Json);
        Replace(Path.Combine(folder, "settings.json"), json.ToJsonString());
    }

    /// <summary>A request under way reads the old file or the new one, never half of one.</summary>
    private static void Replace(string file, string text)
    {
        File.WriteAllText(file + ".new", text);
        File.Move(file + ".new", file, overwrite: true);
    }

    private static void WriteKey(string path, string name)
    {
        var made = SigningKey.Make(name);
        File.WriteAllText(path + ".key", made.Key);
        File.WriteAllText(path + ".crt", made.Certificate);
    }

    /// <summary>What can be told to do otherwise; the names are those that <c>peers/ssp</c> reads.</summary>
    /// <param name="Keys">first, both (the first signs), swapped (the second signs, both are published), second.</param>
    /// <param name="AttributeMap">Null: plain names; else a map of SimpleSAMLphp, such as name2oid.</param>
    /// <param name="SignInAt">As a service provider: entity ID of the provider.</param>
    public sealed record Settings(
        bool SignResponse = false,
        bool SignAssertion = true,
        bool EncryptAssertion = false,
        bool ValidateRequests = false,
        string Keys = "first",
        string? AttributeMap = null,
        string? SignInAt = null);
}
