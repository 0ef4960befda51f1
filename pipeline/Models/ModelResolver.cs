using System.Net;
using RasterFlow.Storage;

namespace RasterFlow.Models;

/// <summary>Finds the model that a job means - an address or a name in a registry - and its card.</summary>
/// <param name="readers">Opens addresses: the one allow-list.</param>
/// <param name="store">The outputs container: it may hold a registry.</param>
/// <param name="options">Registries elsewhere.</param>
public sealed class ModelResolver(IRangeReaderFactory readers, IObjectStore store, ModelOptions options)
{
    private const int MaxDocumentBytes = 4 * 1024 * 1024;
    private const int MostNamesShown = 20;

    /// <summary>Finds a model.</summary>
    /// <param name="model">An http(s) address, or a name.</param>
    /// <param name="sha256">The hash that the job states; null for none.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="ModelProblemException">There is no such name, or a document about it cannot be used.</exception>
    public async Task<ModelReference> ResolveAsync(string model, string? sha256, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        if (Uri.TryCreate(model, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https")
        {
            ModelCard? beside = BesideOf(address) is { } place ? await ReadCardAsync(place, isExpected: false, cancellationToken) : null;
            return Reference(address, sha256, null, beside);
        }

        RegisteredModel found = await FindAsync(model, cancellationToken);
        Uri? cardAddress = found.Card is null ? found.CardAddress ?? BesideOf(found.Address) : null;
        ModelCard? card = found.Card ?? (cardAddress is null ? null : await ReadCardAsync(cardAddress, found.CardAddress is not null, cancellationToken));
        return Reference(found.Address, sha256, found, card);
    }

    // Whoever states a hash must be right, so all that do must say the same.
    private static ModelReference Reference(Uri address, string? stated, RegisteredModel? registered, ModelCard? card)
    {
        (string? Hash, string? Source)[] all =
            [(stated?.ToLowerInvariant(), "predict.model_sha256"), (registered?.Sha256, registered?.Source), (card?.Sha256, card?.Source)];
        (string? Hash, string? Source)[] said = [.. all.Where(static one => one.Hash is not null)];
        if (said.FirstOrDefault(one => one.Hash != said[0].Hash) is ({ } other, { } otherSource))
        {
            throw new ModelProblemException(
                $"{said[0].Source} says that the model's SHA-256 is {said[0].Hash}, but {otherSource} says {other}. Mend the one that is wrong, or leave it out.");
        }

        return said is [var first, ..] ? new(address, first.Hash, first.Source, card) : new(address, null, null, card);
    }

    private async Task<RegisteredModel> FindAsync(string name, CancellationToken cancellationToken)
    {
        List<string> known = [];
        await foreach (ModelRegistry registry in RegistriesAsync(cancellationToken))
        {
            if (registry.Find(name) is { } model)
            {
                return model;
            }

            known.AddRange(registry.Names);
        }

        string hint = known.Count == 0
            ? $"No registry is set up here: there is no {ModelOptions.RegistryKey} in storage."
            : $"Names: {string.Join(", ", known.Distinct(StringComparer.Ordinal).Take(MostNamesShown))}.";
        throw new ModelProblemException($"'{name}' is neither an http(s) address nor a name in the model registry. {hint}");
    }

    private async IAsyncEnumerable<ModelRegistry> RegistriesAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await store.ReadAsync(ModelOptions.RegistryKey, cancellationToken) is { } own)
        {
            yield return ModelRegistry.Read(own, store.GetUri(ModelOptions.RegistryKey));
        }

        foreach (Uri address in options.Registries)
        {
            byte[] content;
            try
            {
                content = await DocumentReader.ReadAsync(readers.Open(address), MaxDocumentBytes, cancellationToken);
            }
            catch (Exception e) when (e is SourceNotAllowedException or SourceReadException or InvalidDataException)
            {
                throw new ModelProblemException($"The model registry cannot be read: {e.Message}", e);
            }

            yield return ModelRegistry.Read(content, address);
        }
    }

    /// <summary>Where a model's card lies unless somebody says otherwise: <c>a/b.onnx</c> has <c>a/b.json</c>.</summary>
    private static Uri? BesideOf(Uri model)
    {
        const string Extension = ".onnx";
        UriBuilder builder = new(model);
        if (!builder.Path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        builder.Path = builder.Path[..^Extension.Length] + ".json";
        return builder.Uri;
    }

    private async Task<ModelCard?> ReadCardAsync(Uri address, bool isExpected, CancellationToken cancellationToken)
    {
        string source = $"The model card {SafeAddress.Text(address)}";
        try
        {
            byte[] content = await DocumentReader.ReadAsync(readers.Open(address), MaxDocumentBytes, cancellationToken);
            return ModelCard.Read(content, source) ?? (isExpected ? throw new ModelProblemException($"{source} is not a card: it has no member 'model_card'.") : null);
        }
        catch (SourceReadException e) when (!isExpected && e.Status is HttpStatusCode.NotFound or HttpStatusCode.Gone or HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized)
        {
            // Some servers say "forbidden" where there is nothing.
            return null;
        }
        catch (Exception e) when (!isExpected && e is SourceNotAllowedException or InvalidDataException)
        {
            // The model lies at the same place and is refused for the same reason, with its own name; a large JSON is no card.
            return null;
        }
        catch (Exception e) when (e is SourceNotAllowedException or SourceReadException or InvalidDataException)
        {
            throw new ModelProblemException($"{source} cannot be read: {e.Message}", e);
        }
    }
}
