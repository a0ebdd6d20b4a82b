"""Build the embedder of the gateway: int8 ONNX of all-MiniLM-L6-v2, from pinned weights, without torch."""
