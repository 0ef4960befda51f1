using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using RasterFlow.Models;
using RasterFlow.Tests.Support;

namespace RasterFlow.Tests.Models;

/// <summary>models/export_ftw.py on a network of random weights: what comes out runs in ONNX Runtime and gives torch's logits.</summary>
public sealed class ExportFtwTests : IDisposable
{
    private const string Python = "/usr/bin/python3";
    private const string NoTorch = "/usr/bin/python3 has no torch and onnx (Debian: python3-torch, python3-onnx): models/export_ftw.py was NOT tested.";
    private static readonly Lazy<bool> HasTorch = new(static () => File.Exists(Python) && Run("-c", "import torch, onnx").ExitCode == 0);
    private readonly string _folder = Directory.CreateTempSubdirectory("rasterflow-export-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableFact]
    public void Export_LightningCheckpoint_GivesTorchsLogitsAtEveryBatchAndSize()
    {
        Skip.IfNot(HasTorch.Value, NoTorch);
        Succeed(Script("tests", "RasterFlow.Tests", "Models", "golden", "make_ftw_checkpoint.py"), _folder);
        string model = Path.Combine(_folder, "ftw.onnx");

        Succeed(Script("models", "export_ftw.py"), Path.Combine(_folder, "ftw.ckpt"), "--to", model);

        ModelCard card = ModelCard.Read(File.ReadAllBytes(Path.ChangeExtension(model, ".json")), "card")!;
        card.Predict["features"]!.AsArray().Count.ShouldBe(8);
        card.Predict["transform"]!["scale"]!.GetValue<double>().ShouldBe(1 / 3000.0, 1e-12);
        using InferenceSession session = new(model);
        foreach ((int batch, int height, int width) in new[] { (1, 64, 64), (3, 64, 96) })
        {
            string name = Path.Combine(_folder, $"{batch}x{height}x{width}");
            float[] expected = Floats(name + ".logits");
            using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> outputs =
                session.Run([NamedOnnxValue.CreateFromTensor("input", new DenseTensor<float>(Floats(name + ".input"), [batch, 8, height, width]))]);
            float[] logits = [.. outputs.Single().AsEnumerable<float>()];
            logits.Length.ShouldBe(batch * 3 * height * width);
            float scale = expected.Max(Math.Abs);
            Enumerable.Range(0, logits.Length).Max(i => Math.Abs(logits[i] - expected[i])).ShouldBeLessThan(1e-4f * scale);
        }
    }

    [SkippableTheory]
    [InlineData("ftw.pt2", "torch.export")]
    [InlineData("other.ckpt", "no U-Net with an EfficientNet encoder")]
    public void Export_WhatItCannotRead_IsNamed(string file, string expected)
    {
        Skip.IfNot(HasTorch.Value, NoTorch);
        string path = Path.Combine(_folder, file);
        Run("-c", $"import torch; torch.save({{'state_dict': {{'model.conv1.weight': torch.zeros(3)}}}}, '{path}')").ExitCode.ShouldBe(0);

        (int code, string error) = Run(Script("models", "export_ftw.py"), path, "--to", Path.Combine(_folder, "x.onnx"));

        code.ShouldBe(1);
        error.ShouldContain(expected);
        error.ShouldNotContain("Traceback");
    }

    private static string Script(params string[] parts) => Path.Combine([Repository.Root, .. parts]);

    private static float[] Floats(string path) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)).ToArray();

    private static void Succeed(params string[] arguments)
    {
        (int code, string error) = Run(arguments);
        code.ShouldBe(0, error);
    }

    private static (int ExitCode, string Error) Run(params string[] arguments)
    {
        ProcessStartInfo start = new(Python, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["OMP_NUM_THREADS"] = "1";
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error + output.Result);
    }
}
