using System.Security.Cryptography;
using RasterFlow.Inference;
using RasterFlow.Storage;

namespace RasterFlow.Models;

/// <summary>
/// Brings models into the outputs container under a key made of their content. What is there already is not read again from outside when its
/// hash is known; large files pass through without being held. A file that is no whole model, or not the expected one, is not kept.
/// </summary>
/// <param name="readers">Opens addresses: the one allow-list.</param>
/// <param name="store">The outputs container.</param>
/// <param name="options">Limits.</param>
public sealed class ModelStore(IRangeReaderFactory readers, IObjectStore store, ModelOptions options)
{
    /// <summary>Key of a model.</summary>
    public static string KeyOf(string sha256) => $"models/{sha256}/model.onnx";

    /// <summary>Reads, checks and keeps a model.</summary>
    /// <param name="model">Which one.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="ModelProblemException">It cannot be read, is too large, is another file than expected, or no model that can be run.</exception>
    public async Task<StagedModel> StageAsync(ModelReference model, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        try
        {
            IRangeReader reader = readers.Open(model.Address);
            if (model.Sha256 is { } known && await FindAsync(known, cancellationToken) is { } staged)
            {
                return staged;
            }

            long? length = reader is IFileLengthReader sized ? await sized.GetLengthAsync(cancellationToken) : null;
            if (length > options.MaxModelBytes)
            {
                throw new ModelProblemException($"The model {reader.Name} has {length:N0} bytes; the most is {options.MaxModelBytes:N0} ({options.MaxModelSetting}).");
            }

            return length <= options.HeldBytes || length is null
                ? await StageWholeAsync(model, reader, cancellationToken)
                : await StageStreamAsync(model, reader, cancellationToken);
        }
        catch (SourceReadException e) when (e.IsNotFound)
        {
            throw new ModelProblemException($"There is no model at {e.Name}.", e);
        }
        catch (Exception e) when (e is SourceNotAllowedException or SourceReadException)
        {
            throw new ModelProblemException(e.Message, e);
        }
        catch (InvalidDataException e)
        {
            throw new ModelProblemException($"The file is no model that can be run: {e.Message}", e);
        }
    }

    private async Task<StagedModel?> FindAsync(string sha256, CancellationToken cancellationToken)
    {
        string key = KeyOf(sha256);
        if (await store.GetLengthAsync(key, cancellationToken) is not { } length)
        {
            return null;
        }

        await using Stream content = await store.OpenReadAsync(key, cancellationToken) ?? throw new InvalidDataException($"'{key}' has gone.");
        return new StagedModel(key, sha256, length, await ReadShapeAsync(content, length, cancellationToken));
    }

    private async Task<StagedModel> StageWholeAsync(ModelReference model, IRangeReader reader, CancellationToken cancellationToken)
    {
        byte[] content = await DocumentReader.ReadAsync(reader, (int)Math.Min(options.HeldBytes, options.MaxModelBytes), cancellationToken);
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
        Verify(model, sha256);
        ModelShape shape = ReadShape(new MemoryStream(content), content.Length);
        string key = KeyOf(sha256);
        if (await store.GetLengthAsync(key, cancellationToken) != content.Length)
        {
            await store.WriteAsync(key, content, cancellationToken);
        }

        return new StagedModel(key, sha256, content.Length, shape);
    }

    /// <summary>The key is made of the hash, which is known only at the end: the file waits beside it, in storage and not in memory.</summary>
    private async Task<StagedModel> StageStreamAsync(ModelReference model, IRangeReader reader, CancellationToken cancellationToken)
    {
        string waiting = $"models/incoming/{Guid.NewGuid():N}.onnx";
        try
        {
            await using CheckedStream incoming = new(new RangeStream(reader, options.MaxModelBytes), hash => Verify(model, hash));
            await store.WriteAsync(waiting, incoming, cancellationToken);
            string sha256 = incoming.Sha256!;
            ModelShape shape;
            await using (Stream written = await OpenAsync(waiting, cancellationToken))
            {
                shape = await ReadShapeAsync(written, incoming.Count, cancellationToken);
            }

            string key = KeyOf(sha256);
            if (await store.GetLengthAsync(key, cancellationToken) != incoming.Count)
            {
                await using CheckedStream again = new(await OpenAsync(waiting, cancellationToken), hash => Verify(model with { Sha256 = sha256 }, hash));
                await store.WriteAsync(key, again, cancellationToken);
            }

            return new StagedModel(key, sha256, incoming.Count, shape);
        }
        finally
        {
            await store.DeleteAsync(waiting, CancellationToken.None);
        }
    }

    private async Task<Stream> OpenAsync(string key, CancellationToken cancellationToken) =>
        await store.OpenReadAsync(key, cancellationToken) ?? throw new InvalidDataException($"'{key}' was deleted while it was read.");

    private static void Verify(ModelReference model, string sha256)
    {
        if (model.Sha256 is not null && model.Sha256 != sha256)
        {
            throw new ModelProblemException(
                $"The model at {SafeAddress.Text(model.Address)} has the SHA-256 {sha256}, but {model.Sha256Source ?? "its first reading"} says {model.Sha256}. " +
                "It is another file than meant: correct the hash if the file is right, or the address if it is not.");
        }
    }

    /// <summary>Parsing waits for what it reads, so it has a thread of its own.</summary>
    private static Task<ModelShape> ReadShapeAsync(Stream content, long length, CancellationToken cancellationToken) =>
        Task.Run(() => ReadShape(content, length), cancellationToken);

    private static ModelShape ReadShape(Stream content, long length)
    {
        IReadOnlyList<string> files = OnnxExternalData.FilesOf(content, length);
        if (files.Count > 0)
        {
            string names = string.Join(", ", files.Select(static name => name.Length == 0 ? "a file without a name" : $"'{name}'"));
            throw new InvalidDataException(
                $"its weights are in other files ({names}). Save it as one file, for example onnx.save(model, path, save_as_external_data=False).");
        }

        content.Position = 0;
        return OnnxSignature.Read(content, length);
    }
}
