"""An OpenAI-compatible model server that plays a data analyst from nothing but its prompt and its tools' results."""
