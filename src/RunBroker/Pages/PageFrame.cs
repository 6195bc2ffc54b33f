using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;
using RunBroker.Pages.Words;

namespace RunBroker.Pages;

/// <summary>A tenant's colour, six hex digits and nothing else: it is written into a style sheet (O-123).</summary>
public sealed partial record BrandColour
{
    private BrandColour(string hex) => Hex = hex;

    public string Hex { get; }

    /// <summary>Null for anything but <c>#rrggbb</c>.</summary>
    public static BrandColour? Parse(string? text) => text is not null && SixDigits().IsMatch(text) ? new(text) : null;

    [GeneratedRegex(@"\A#[0-9A-Fa-f]{6}\z")]
    private static partial Regex SixDigits();
}

/// <summary>What surrounds every page: language, whose page it looks like, and the links below.</summary>
public sealed record PageFrame
{
    public Language Language { get; init; }

    /// <summary>Shown on top in place of our own name.</summary>
    public string? TenantName { get; init => field = Inert.NameOrNone(value); }

    public BrandColour? Brand { get; init; }

    /// <summary>A path of ours; null: the first letter of the name stands for it.</summary>
    public string? LogoUrl { get; init => field = Inert.Link(value); }
    public string? HelpUrl { get; init => field = Inert.Link(value); }
    public string? PrivacyUrl { get; init => field = Inert.Link(value); }

    /// <summary>This page in the other language; null leaves the link out.</summary>
    public string? OtherLanguageUrl { get; init => field = Inert.Link(value); }

    internal Texts Texts => Texts.In(Language);

    /// <summary>The frame for a request: language from the query's <c>ui_locales</c>, the stored one, Accept-Language, else English.</summary>
    public static PageFrame For(HttpRequest request, string? uiLocales = null)
    {
        var asked = request.Query["ui_locales"].ToString();
        return new() { Language = LanguageChoice.Choose(asked.Length > 0 ? asked : uiLocales, request.Headers.AcceptLanguage) };
    }

    /// <summary>
    /// Adds the language link: the same GET with another <c>ui_locales</c>. Not for pages whose address must not be opened twice,
    /// such as the callback of an upstream; without effect on answers to other methods.
    /// </summary>
    public PageFrame WithLanguageLink(HttpRequest request)
    {
        if (!HttpMethods.IsGet(request.Method))
            return this;
        var kept = request.Query.Where(pair => pair.Key != "ui_locales")
            .SelectMany(pair => pair.Value, (pair, value) => KeyValuePair.Create(pair.Key, value));
        var path = request.PathBase.Add(request.Path).ToUriComponent();
        return this with { OtherLanguageUrl = QueryHelpers.AddQueryString(path, kept.Append(new("ui_locales", Texts.Other.Tag))) };
    }
}

/// <summary>What a view needs besides its model.</summary>
public sealed record PageContext(PageFrame Frame, string Nonce)
{
    internal Texts Texts => Frame.Texts;
}
