"""A folder in; every workbook's values and formulas read with openpyxl, as a person would write it: the peer's side.

python read_with_openpyxl.py JOBS FOLDER
"""

import multiprocessing
import sys
from pathlib import Path

import openpyxl


def read(path: Path) -> None:
    openpyxl.load_workbook(path, data_only=True)
    openpyxl.load_workbook(path)


if __name__ == "__main__":
    jobs, files = int(sys.argv[1]), sorted(Path(sys.argv[2]).iterdir())
    if jobs == 1:
        for each in files:
            read(each)
    else:
        with multiprocessing.Pool(jobs) as pool:
            pool.map(read, files, chunksize=1)
