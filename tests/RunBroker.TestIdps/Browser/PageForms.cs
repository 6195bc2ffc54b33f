using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace RunBroker.TestIdps;

/// <summary>Reads forms the way a browser submits them.</summary>
internal static class PageForms
{
    public static IHtmlFormElement Find(TestPage page, string buttonOrSelector)
    {
        var byButton = page.Html.QuerySelectorAll("button, input[type=submit]").FirstOrDefault(b => Label(b).Contains(buttonOrSelector, StringComparison.Ordinal));
        return (byButton as IHtmlButtonElement)?.Form ?? (byButton as IHtmlInputElement)?.Form ?? Selected(page, buttonOrSelector)
            ?? throw new BrowserException($"No form with a button or selector '{buttonOrSelector}' on {page.Url}: {page.Text}");
    }

    public static IElement? Button(IHtmlFormElement form, string label) =>
        form.Elements.FirstOrDefault(e => e is IHtmlButtonElement or IHtmlInputElement { Type: "submit" } && Label(e).Contains(label, StringComparison.Ordinal));

    /// <summary>The successful controls: filled in, checked, enabled; of the buttons only the one pressed.</summary>
    public static Fields Read(IHtmlFormElement form, IElement? pressed)
    {
        var fields = new Fields();
        foreach (var control in form.Elements.Where(e => !e.HasAttribute("disabled") && !string.IsNullOrEmpty(e.GetAttribute("name"))))
        {
            var name = control.GetAttribute("name") ?? "";
            switch (control)
            {
                case IHtmlInputElement { Type: "checkbox" or "radio", IsChecked: false }:
                case IHtmlInputElement { Type: "submit" or "button" or "image" or "reset" } when control != pressed:
                case IHtmlInputElement { Type: "file" }: // goes by itself, see Files
                case IHtmlButtonElement when control != pressed:
                    break;
                case IHtmlInputElement { Type: "checkbox" or "radio" } box: fields.And(name, box.GetAttribute("value") ?? "on"); break;
                case IHtmlInputElement input: fields.And(name, input.Value); break;
                case IHtmlTextAreaElement area: fields.And(name, area.Value); break;
                case IHtmlSelectElement select:
                    foreach (var option in select.Options.Where(o => o.IsSelected)) fields.And(name, option.Value);
                    break;
                case IHtmlButtonElement button: fields.And(name, button.GetAttribute("value") ?? ""); break;
                default: break;
            }
        }
        return fields;
    }

    /// <summary>The fields for files; null when the form is not of the kind that sends any.</summary>
    public static IReadOnlyList<string>? Files(IHtmlFormElement form) =>
        form.GetAttribute("enctype") != "multipart/form-data" ? null
            : [.. form.Elements.OfType<IHtmlInputElement>().Where(e => e.Type == "file").Select(e => e.Name ?? "")];

    /// <summary>
    /// The form a page posts by itself: the only one, all its fields hidden, and something that submits it: an inline script or
    /// onload that says so, a mark (data-auto…, auto in id or class), or a script file while no button shows.
    /// </summary>
    public static IHtmlFormElement? Auto(TestPage page)
    {
        if (!page.Body.Contains("<form", StringComparison.OrdinalIgnoreCase) || page.Forms is not [var form]) return null;
        var shown = form.Elements.Where(e => e is not IHtmlInputElement { Type: "hidden" or "submit" } and not IHtmlButtonElement);
        if (shown.Any()) return null;
        var buttonShows = form.QuerySelectorAll("button, input[type=submit]").Any(b => b.Closest("noscript") is null);
        var scripts = page.Html.Scripts;
        var marked = form.Attributes.Any(a => a.Name.StartsWith("data-auto", StringComparison.Ordinal)
            || (a.Name is "id" or "class" && a.Value.Contains("auto", StringComparison.OrdinalIgnoreCase)));
        var says = scripts.Any(s => s.TextContent.Contains("submit(", StringComparison.Ordinal) || s.TextContent.Contains("submit.call(", StringComparison.Ordinal))
            || page.Html.Body?.GetAttribute("onload")?.Contains("submit(", StringComparison.Ordinal) == true;
        return marked || says || (scripts.Any(s => s.HasAttribute("src")) && !buttonShows) ? form : null;
    }

    private static IHtmlFormElement? Selected(TestPage page, string selector)
    {
        try
        {
            return page.Html.QuerySelector(selector) as IHtmlFormElement;
        }
        catch (DomException) // a button's label is seldom a selector
        {
            return null;
        }
    }

    private static string Label(IElement button) => button is IHtmlInputElement input ? input.Value : button.TextContent;
}
