"""How the model is made: public corpora in, one int8 ONNX file out. Needs torch; not part of the installed package."""
