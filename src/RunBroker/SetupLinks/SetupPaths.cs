using System.Globalization;
using RunBroker.Admin;
using RunBroker.Pages.Words;

namespace RunBroker.SetupLinks;

/// <summary>The addresses of a setup. The link's secret stands in the link alone.</summary>
internal static class SetupPaths
{
    public const string Root = SetupLinkAdmin.Root;
    public const string Done = "/done";

    public static string Of(SetupStep step) => "/" + step.ToString().ToLower(CultureInfo.InvariantCulture);

    /// <summary>A page of this link, in the language that was chosen on the one before it.</summary>
    public static string At(HttpRequest request, string link, string path)
    {
        var asked = request.Query["ui_locales"].ToString();
        var query = asked.Length == 0 ? "" : "?ui_locales=" + Texts.In(LanguageChoice.Choose(asked, null)).Tag;
        return $"{Root}/{link}{path}{query}";
    }
}
