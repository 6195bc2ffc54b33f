using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using RunBroker.Http;

namespace RunBroker.AdminWeb.Door;

/// <summary>
/// Proof that a form came from a page of this admin session (P-016): made of the session's own secret, so it needs no row, holds on every node
/// and is worth nothing in another browser.
/// </summary>
internal static class AdminForms
{
    public const string Field = "_proof";

    public static string Proof(Handle handle) => Derive(handle.Secret, "admin form");

    public static bool Holds(AdminAtDesk desk, string? sent) => Same(desk.FormProof, sent);

    public static bool Same(string wanted, string? got) =>
        got is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(wanted), Encoding.UTF8.GetBytes(got));

    public static string Derive(string secret, string use) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(use)));
}
