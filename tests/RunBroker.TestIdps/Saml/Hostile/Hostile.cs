using System.Text;
using System.Xml;

namespace RunBroker.TestIdps;

/// <summary>The ways to write a row of the catalogue.</summary>
internal static class Hostile
{
    /// <summary>A draft changed; without <paramref name="from"/> it is the one with a signed assertion.</summary>
    public static HostileMessage Draft(string name, string attack, string reason, string how,
        Func<ResponseDraft, HostileGround, ResponseDraft> change, Func<HostileGround, ResponseDraft>? from = null,
            HostileSetting? setting = null)
    {
        var good = from ?? (g => g.AssertionSigned);
        return new(name, attack, reason, how)
        {
            Setting = setting ?? HostileSetting.Usual,
            Make = g => change(good(g), g).Write(),
            Unbroken = g => good(g).Write(),
        };
    }

    /// <summary>The document changed after it was signed, as somebody on the way does it.</summary>
    public static HostileMessage After(string name, string attack, string reason, string how, Action<XmlDocument> edit,
        Func<HostileGround, ResponseDraft>? from = null, HostileSetting? setting = null) =>
        Draft(name, attack, reason, how, (d, _) => d with { AfterSigning = edit }, from, setting);

    /// <summary>The document changed before it is signed: a provider that does so itself, or was made to.</summary>
    public static HostileMessage Before(string name, string attack, string reason, string how, Action<XmlDocument> edit,
        Func<HostileGround, ResponseDraft>? from = null, HostileSetting? setting = null) =>
        Draft(name, attack, reason, how, (d, _) => d with { BeforeSigning = edit }, from, setting);

    /// <summary>The text changed, where no document can hold it.</summary>
    public static HostileMessage Text(string name, string attack, string reason, string how, Func<string, string> edit,
        Func<HostileGround, ResponseDraft>? from = null) =>
        Draft(name, attack, reason, how, (d, _) => d with { EditText = edit }, from);

    /// <summary>The octets changed.</summary>
    public static HostileMessage Octets(string name, string attack, string reason, string how, Func<byte[], byte[]> edit) =>
        new(name, attack, reason, how)
        {
            Make = g => edit(g.AssertionSigned.Write()),
            Unbroken = g => g.AssertionSigned.Write(),
        };

    /// <summary>The form field changed.</summary>
    public static HostileMessage Field(string name, string attack, string reason, string how, Func<byte[], string> field) =>
        new(name, attack, reason, how)
        {
            Kind = HostileKind.PostField,
            Make = g => Encoding.UTF8.GetBytes(field(g.AssertionSigned.Write())),
            Unbroken = g => Encoding.UTF8.GetBytes(Convert.ToBase64String(g.AssertionSigned.Write())),
        };

    /// <summary>The assertion's signature made by another plan, with the provider's own key unless the plan says otherwise.</summary>
    public static HostileMessage Signed(string name, string attack, string reason, string how, Func<SignaturePlan, HostileGround,
        SignaturePlan> plan,
        HostileSetting? setting = null) =>
        Draft(name, attack, reason, how, (d, g) => d with { AssertionSignature = plan(d.AssertionSignature ?? new(), g) }, null, setting);

    public static HostileMessage Encrypted(string name, string attack, string reason, string how, Func<EncryptionPlan, HostileGround,
        EncryptionPlan> plan,
        Func<HostileGround, ResponseDraft>? from = null, HostileSetting? setting = null) =>
        Draft(name, attack, reason, how, (d, g) => d with { Encryption = plan(d.Encryption ?? new(g.SpCertificate), g) },
            from ?? (g => g.Encrypted), setting);

    public static HostileMessage Form(string name, string attack, string reason, string how, Func<LogoutDraft, HostileGround,
        LogoutDraft> change,
        bool response = false) => new(name, attack, reason, how)
        {
            Kind = HostileKind.LogoutForm,
            Make = g => change(response ? g.LogoutResponse : g.LogoutRequest, g).Write(),
            Unbroken = g => (response ? g.LogoutResponse : g.LogoutRequest).Write(),
        };

    public static HostileMessage Query(string name, string attack, string reason, string how, Func<LogoutDraft, HostileGround,
        string> query,
        bool response = false) => new(name, attack, reason, how)
        {
            Kind = HostileKind.LogoutQuery,
            Make = g => Encoding.UTF8.GetBytes(query(response ? g.LogoutResponse : g.LogoutRequest, g)),
            Unbroken = g => Encoding.UTF8.GetBytes((response ? g.LogoutResponse : g.LogoutRequest).WriteQuery("handle")),
        };
}
