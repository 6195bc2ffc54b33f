using System.Text.Json.Nodes;
using RunBroker.Http.Json;
using RunBroker.Pages;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;

namespace RunBroker.Admin;

/// <param name="File">Null: none any more.</param>
internal sealed record NewLogo(LogoFile? File);

/// <summary>Reads how a tenant's pages shall look.</summary>
internal static class BrandDraft
{
    /// <returns>The row, and what becomes of the picture: null leaves it as it is.</returns>
    public static (Tenant Row, NewLogo? Logo) Read(Draft draft, Tenant row)
    {
        if (draft.Reader.Inner("brand") is not { } brand)
            return (row with { BrandColour = null, HelpUrl = null, PrivacyUrl = null, LogoHash = null }, new NewLogo(null));
        var colour = brand.Text("colour", 20);
        if (colour is not null && BrandColour.Parse(colour) is null)
            brand.Complain("colour", "must be # and six hexadecimal digits, such as #0b6583");
        row = row with { BrandColour = colour, HelpUrl = Url(brand, "help_url"), PrivacyUrl = Url(brand, "privacy_url") };
        var text = brand.Text("logo", LogoFile.MostBytes * 2);
        brand.Any("logo_url");
        brand.RefuseUnknown();
        if (draft.Sent["brand"] is not JsonObject sent || !sent.ContainsKey("logo"))
            return (row, null);
        var logo = text is not null && Decoded(text) is { } content ? LogoFile.Read(content) : null;
        if (text is not null && logo is null)
            brand.Complain("logo", $"must be {LogoFile.Wanted}, in base64");
        return (row with { LogoHash = logo?.Hash }, new NewLogo(logo));
    }

    private static string? Url(FieldReader brand, string name)
    {
        var url = brand.Text(name, WebUrl.Longest);
        if (url is not null && WebUrl.Fault(url) is { } fault)
            brand.Complain(name, fault);
        return url;
    }

    private static byte[]? Decoded(string sent)
    {
        var content = new byte[sent.Length];
        return Convert.TryFromBase64String(sent, content, out var length) ? content[..length] : null;
    }
}
