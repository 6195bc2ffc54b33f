using System.Security.Cryptography;
using System.Text;
using RunBroker.Http;
using RunBroker.Storage.Secrets;

namespace RunBroker.Logout;

/// <summary>
/// Proves that the sign-out form came from our page (O-101, O-110): a SameSite cookie that only we set, and the same value in the form.
/// </summary>
internal static class SignOutForm
{
    public static string Issue(HttpContext http)
    {
        var token = RandomToken.Create("", 32);
        Cookies.WriteForm(http, token);
        return token;
    }

    public static bool IsOurs(HttpContext http, string? sent) =>
        sent is not null && Cookies.ReadForm(http) is { } held
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(sent), Encoding.UTF8.GetBytes(held));
}
