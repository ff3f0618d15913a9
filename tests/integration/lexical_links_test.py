"""`prepare --lexical-links` on the Free On-line Dictionary of Computing, all of it, beside scikit-learn's TF-IDF and cosines."""
import json
import pathlib
import unittest

import h5py
import numpy
import scipy.sparse
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.preprocessing import normalize

from harness import Program

FOLDOC = "/usr/share/dictd/foldoc"  # Debian's dict-foldoc
LINKS = 5


def document_counts(folder):
    """Documents x pieces: how often each document has each piece, [UNK] left out."""
    shards = json.loads((folder / "manifest.json").read_text())["shards"]
    pieces = (folder / "vocab.txt").read_text().splitlines()
    columns, lengths = [], []
    for shard in shards:
        with h5py.File(folder / shard["file"]) as file:
            segments = file["/segments/offset"][...].astype(numpy.int64)
            lengths.append(numpy.diff(segments[file["/documents/offset"][...].astype(numpy.int64)]))
            columns.append(file["/tokens"][...].astype(numpy.int64))
    columns, lengths = numpy.concatenate(columns), numpy.concatenate(lengths)
    rows = numpy.repeat(numpy.arange(len(lengths)), lengths)
    known = columns != pieces.index("[UNK]")
    shape = (len(lengths), len(pieces))
    return scipy.sparse.coo_matrix((numpy.ones(known.sum()), (rows[known], columns[known])), shape=shape).tocsr()


def vectors(counts):
    """scikit-learn's smooth inverse document frequency, without the 1 it adds, and its normalisation."""
    weights = TfidfTransformer(smooth_idf=True).fit(counts).idf_ - 1
    return normalize(counts @ scipy.sparse.diags(weights))


@unittest.skipUnless(pathlib.Path(FOLDOC + ".index").exists(), f"not run: needs {FOLDOC} (package dict-foldoc)")
class LexicalLinks(Program):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.run_program("vocab", "--format", "dictd", "--input", FOLDOC, "--size", 6000, "--output", "foldoc-vocabulary")

    def prepare(self, name, ranks, *options):
        self.run_program("prepare", "dictd", "--input", FOLDOC, "--vocab", "foldoc-vocabulary/vocab.txt", "--output", name, *options,
                         ranks=ranks)
        return self.folder / name

    def test_they_are_the_most_similar_documents_as_scikit_learn_sees_them(self):
        plain = self.prepare("plain", 0)
        folder = self.prepare("lexical", 2, "--lexical-links", LINKS)
        with h5py.File(folder / "graph.h5") as file:
            offsets, targets = file["/document_links/offset"][...].astype(numpy.int64), file["/document_links/target"][...]
        matrix = vectors(document_counts(folder))
        documents = matrix.shape[0]
        self.assertGreater(documents, 10000)
        for begin in range(0, documents, 1000):
            cosines = (matrix[begin:begin + 1000] @ matrix.T).toarray()
            for row, document in enumerate(range(begin, min(begin + 1000, documents))):
                cosines[row, document] = -1
                ours = targets[offsets[document]:offsets[document + 1]]
                best = -numpy.sort(-cosines[row])[:LINKS]
                best = best[best > 1e-12]
                self.assertEqual(len(set(ours.tolist())), len(best), document)
                numpy.testing.assert_allclose(cosines[row, ours], best, rtol=0, atol=1e-12, err_msg=str(document))
        manifests = [json.loads((where / "manifest.json").read_text()) for where in (plain, folder)]
        self.assertEqual(manifests[1]["accounting"]["lexical_links"], {"added": len(targets), "known": 0})
        self.assertEqual(manifests[1]["accounting"]["links"], manifests[0]["accounting"]["links"])
        for shard in manifests[0]["shards"]:
            self.assertEqual((plain / shard["file"]).read_bytes(), (folder / shard["file"]).read_bytes())


if __name__ == "__main__":
    unittest.main(verbosity=2)
