"""Makes small static models, with the library that reads them: words of one group mean the same."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from model2vec import StaticModel
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

GROUPS = ("salary wages pay 薪 酬 工 资", "director boss chief 董 事 高 管", "soil ground earth 土 壤 地")


def save_model(folder: Path, groups: Sequence[str] = GROUPS, dimensions: int = 16) -> Path:
    """A model whose words, lower case and single characters of Chinese, have the direction of their group."""
    words = ["[UNK]", *(word for group in groups for word in group.split())]
    tokenizer = Tokenizer(WordLevel({word: n for n, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.normalizer = BertNormalizer()
    tokenizer.pre_tokenizer = BertPreTokenizer()
    vectors = np.zeros((len(words), dimensions), np.float32)
    for n, group in enumerate(groups):
        for word in group.split():
            vectors[words.index(word), n] = 1.0
    StaticModel(vectors, tokenizer).save_pretrained(folder)
    return folder
